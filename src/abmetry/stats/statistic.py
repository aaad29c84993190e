"""Statistics that are smooth functions of sums over accounts.

To write your own, take an array of sums whose last axis is the parts, and give an array without that axis;
where the value does not exist give NaN.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]
