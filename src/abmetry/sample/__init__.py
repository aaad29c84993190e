"""A sample company with a believable story, made from a seed."""

from abmetry.sample.company import make
from abmetry.sample.truth import Truth

__all__ = ["Truth", "make"]
