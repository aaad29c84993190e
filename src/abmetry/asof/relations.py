"""Every as-of relation, found by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from abmetry.asof import engagement, opportunities, touches
from abmetry.asof.relation import AsOf

RELATIONS: Mapping[str, AsOf] = MappingProxyType(
    {
        relation.name: relation
        for relation in (
            touches.TOUCHES,
            engagement.ENGAGEMENT,
            opportunities.OPPORTUNITIES,
        )
    }
)
