"""The rules of identity, in the order in which they are asked; the first that decides wins."""

from __future__ import annotations

SOURCE = "source"
EMAIL = "email"
VISITOR = "visitor"
DOMAIN = "domain"
NETWORK = "network"
NAME = "name"

CONFIDENCE: dict[str, float] = {SOURCE: 1.0, EMAIL: 0.99, VISITOR: 0.95, DOMAIN: 0.9, NETWORK: 0.7}
"""How sure a link by each rule is, 0 to 1; a link by name is as sure as the names are similar."""
