"""The palette as a style sheet, and as a table from light to dark for charts that are drawn in the browser."""

from __future__ import annotations

import json
from functools import cache

from abmetry.charts.palette import DARK, LIGHT, Theme


@cache
def style_sheet() -> str:
    """Custom properties of both themes: by what the machine prefers, or by the reader's own choice."""
    light, dark = _rules(LIGHT), _rules(DARK)
    return (
        f":root{{color-scheme:light;{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}\n"
        f"@media screen{{:root[data-theme=dark]{{color-scheme:dark;{dark}}}}}\n"
        f"@media print{{:root:root:root{{color-scheme:light;{light}}}}}\n"
    )


def _rules(theme: Theme) -> str:
    return "".join(f"{name}:{value};" for name, value in theme.css_variables().items())


@cache
def dark_colours() -> str:
    """JSON from each light colour to the dark one in its place."""
    pairs = dict(zip(_colours(LIGHT), _colours(DARK), strict=True))
    return json.dumps(pairs, separators=(",", ":"))


def _colours(theme: Theme) -> list[str]:
    plain = [v for v in vars(theme).values() if isinstance(v, str) and v.startswith("#")]
    return [*plain, *theme.categorical, *theme.sequential]
