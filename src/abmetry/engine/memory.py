"""How much memory an engine may take where the workspace does not say."""

from __future__ import annotations

import os

MOST_GB = 4


def default_memory() -> str:
    """Four gigabytes, or half of the machine's memory where that is less; what does not fit is spilled to disk."""
    try:
        machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    except (ValueError, OSError, AttributeError):
        return f"{MOST_GB}GB"
    return f"{min(MOST_GB, max(1, int(machine / 2)))}GB"
