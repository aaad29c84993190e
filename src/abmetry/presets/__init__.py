"""Funnels of other systems, measured over the same accounts."""
