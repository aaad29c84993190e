"""Vega, Vega-Lite and Vega-Embed as one script, with their licence."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def vega_source() -> str:
    """The script, which makes `vegaEmbed`; its licence stands before it."""
    import vl_convert

    licence = (files("abmetry.report.page") / "VEGA-LICENSE.txt").read_text(encoding="utf-8")
    source = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return f"/*!\n{licence}*/\n{str(source).replace('</script', '<' + chr(92) + '/script')}"
