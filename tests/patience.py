"""How often tests repeat themselves with other companies: a few times, or as often as it takes where ABMETRY_SLOW=1."""

import os

SLOW = os.environ.get("ABMETRY_SLOW", "0") not in ("", "0")


def often(slow: int, else_: int) -> int:
    """How often: `slow` times where there is time, else few times."""
    return slow if SLOW else else_
