"""How many companies the random comparisons try: few and always the same, or as many as ABMETRY_HUNT says."""

import os

HUNT = int(os.environ.get("ABMETRY_HUNT", "20"))
