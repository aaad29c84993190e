"""Associations between what was done and what came of it."""
