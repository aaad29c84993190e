"""Draws docs/pictures/board.svg: the board of a sample company, as `abmetry demo` shows it in a terminal.

abmetry demo /tmp/sample --no-serve
python docs/screenshot.py /tmp/sample
"""

import io
import re
import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

import abmetry
from abmetry.answers.board import board
from abmetry.cli.views.board import board_view

PICTURE = Path(__file__).parent / "pictures" / "board.svg"
COLUMNS = 102
FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
DARK = TerminalTheme(
    (22, 25, 31),
    (208, 213, 221),
    [
        (22, 25, 31), (240, 113, 120), (126, 201, 143), (229, 181, 103),
        (97, 160, 230), (190, 140, 220), (86, 196, 206), (208, 213, 221),
    ],
)  # fmt: skip
MARGIN = 24
FORMAT = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="-MARGIN -MARGIN WIDTH HEIGHT" role="img"
  aria-label="The board of a sample company">
<!-- {terminal_width} {terminal_height} -->
<style>
.{unique_id}-matrix {{ font-family: FONTS; font-size: {char_height}px;
  line-height: {line_height}px; white-space: pre; }}
{styles}
</style>
<defs>
{lines}
</defs>
<rect fill="#16191f" x="-MARGIN" y="-MARGIN" width="WIDTH" height="HEIGHT" rx="10"/>
<g>
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def picture(workspace: Path) -> str:
    """The board as SVG."""
    with abmetry.open(workspace) as program:
        shown = board(program)
    console = Console(
        record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor",
        markup=False, highlight=False, emoji=False,
    )  # fmt: skip
    console.print(Text.assemble(("$ ", "dim"), "abmetry demo"))
    console.print()
    console.print(board_view(shown, COLUMNS))
    text = console.export_svg(
        theme=DARK, code_format=FORMAT.replace("FONTS", FONTS), font_aspect_ratio=0.602, unique_id="board"
    )
    # Rich leaves room for a window's title and buttons, of which there are none.
    size = re.search(r"<!-- ([\d.]+) ([\d.]+) -->", text)
    assert size
    width, height = (float(side) + 2 * MARGIN for side in size.groups())
    text = (
        text.replace("WIDTH", f"{width:.0f}")
        .replace("HEIGHT", f"{height:.0f}")
        .replace("MARGIN", str(MARGIN))
    )
    # Rows are one long line each; a line per row keeps changes of the picture readable.
    return re.sub(r"(</text>|</clipPath>)(?=<)", r"\1\n", text)


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(picture(Path(sys.argv[1])), encoding="utf-8")
    print("docs/pictures/board.svg")
