"""From a pack to a PDF."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from abmetry.charts.palette import LIGHT
from abmetry.report.drawings import fonts, svg_of
from abmetry.report.pack import Pack
from abmetry.report.plain import plain_pack


def write_paper(pack: Pack, path: Path) -> None:
    """Write the PDF.

    Args:
        pack: The pack.
        path: The file.
    """
    import typst

    told = plain_pack(pack, LIGHT)
    with TemporaryDirectory() as name:
        folder = Path(name)
        for number, (slide, said) in enumerate(zip(pack.slides, told["slides"], strict=True)):
            for place, chart in enumerate(slide.charts):
                file = f"{number}-{place}.svg"
                (folder / file).write_text(svg_of(chart, LIGHT), encoding="utf-8")
                said["charts"][place]["file"] = file
        (folder / "pack.json").write_text(json.dumps(told), encoding="utf-8")
        template = (files("abmetry.report.paper") / "pack.typ").read_text(encoding="utf-8")
        (folder / "pack.typ").write_text(template, encoding="utf-8")
        made = typst.compile(
            folder / "pack.typ", root=folder, font_paths=[fonts()], ignore_system_fonts=True, format="pdf"
        )
    assert isinstance(made, bytes)
    path.write_bytes(made)
