"""How many companies the comparisons try: FIXED are always the same, HUNT random; ABMETRY_HUNT says how many."""

import os

from patience import often

FIXED = often(10, 5)
HUNT = int(os.environ.get("ABMETRY_HUNT", often(40, 6)))
