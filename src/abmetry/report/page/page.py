"""From a pack to one HTML file: drawings that print, and over them charts that can be pointed at."""

from __future__ import annotations

import base64
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from abmetry.charts.palette import DARK, LIGHT, Theme
from abmetry.report.drawings import fonts, spec_of, svg_of
from abmetry.report.pack import Pack
from abmetry.report.page.vega import vega_source
from abmetry.report.plain import plain_pack

_FACES = (("Inter", 400, "Inter-Regular"), ("Inter", 600, "Inter-SemiBold"))
_RTL_FACES = (("Vazirmatn", 400, "Vazirmatn-Regular"), ("Vazirmatn", 600, "Vazirmatn-SemiBold"))


def write_page(pack: Pack, path: Path) -> None:
    """Write the page.

    Args:
        pack: The pack.
        path: The file.
    """
    told = plain_pack(pack, LIGHT)
    specs: dict[str, dict[str, Any]] = {"light": {}, "dark": {}}
    for number, (slide, said) in enumerate(zip(pack.slides, told["slides"], strict=True)):
        if said["table"]:
            said["table"]["label"] = slide.title
        for place, chart in enumerate(slide.charts):
            shown = said["charts"][place]
            shown.update(id=f"{number}-{place}", captioned=slide.layout in ("trends", "pair"))
            shown["svg"] = "" if chart.is_empty else Markup(svg_of(chart, LIGHT))
            if not chart.is_empty:
                for theme in (LIGHT, DARK):
                    specs[theme.name][shown["id"]] = spec_of(chart, theme, fills=True)
    made = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    steps = [{"fill": step, "ink": LIGHT.on(step)} for step in LIGHT.sequential]
    path.write_text(
        made.from_string(_asset("page.html")).render(
            pack=told,
            in_full=pack.words.text("In full"),
            fonts=Markup(_faces(pack)),
            light=Markup(_variables(LIGHT)),
            dark=Markup(_variables(DARK)),
            css=Markup(Environment(autoescape=False).from_string(_asset("page.css")).render(steps=steps)),
            specs=Markup(_in_script(json.dumps(specs, ensure_ascii=False, separators=(",", ":")))),
            vega=Markup(vega_source()),
            script=Markup(_asset("page.js")),
        ),
        encoding="utf-8",
    )


def _in_script(text: str) -> str:
    """JSON that can stand in a script element: nothing in it ends the element."""
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _asset(name: str) -> str:
    return (files("abmetry.report.page") / name).read_text(encoding="utf-8")


def _variables(theme: Theme) -> str:
    return " ".join(f"{name}: {value};" for name, value in theme.css_variables().items())


def _faces(pack: Pack) -> str:
    faces = (*_FACES, *(_RTL_FACES if pack.words.direction == "rtl" else ()))
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-display: swap; '
        f"src: url(data:font/ttf;base64,{_encoded(name)}) format('truetype'); }}"
        for family, weight, name in faces
    )


def _encoded(name: str) -> str:
    return base64.b64encode((fonts() / f"{name}.ttf").read_bytes()).decode("ascii")
