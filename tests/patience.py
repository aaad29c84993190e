"""How often tests repeat themselves with other companies: a few times, or as often as it takes where ABMETRY_SLOW=1.

ABMETRY_SLOW=2 also tries what takes hours on a small machine.
"""

import os

SLOW = os.environ.get("ABMETRY_SLOW", "0") not in ("", "0")
ALL_NIGHT = os.environ.get("ABMETRY_SLOW") == "2"


def often(slow: int, else_: int) -> int:
    """How often: `slow` times where there is time, else few times."""
    return slow if SLOW else else_
