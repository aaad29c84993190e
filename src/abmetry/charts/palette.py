"""The colours of everything that Abmetry shows: pages, charts, decks. Safe for colour-blind readers, light and dark.

The categorical six follow M. Okabe and K. Ito, "Color Universal Design" (2008), tuned so that each stands out from
the surface at 3:1 or more; text colours stand out at 4.5:1 or more (WCAG 2.2, 1.4.3 and 1.4.11).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """Colours as ``#RRGGBB``, and the fonts.

    Attributes:
        name: ``light`` or ``dark``.
        canvas: Behind everything.
        surface: Behind cards and charts.
        ink: Text.
        muted: Text that steps back, axis labels.
        line: Rules and grids.
        accent: The program's own series; links and marks of what is chosen.
        accent_soft: An area that belongs to the accent, such as an interval.
        rest: The accounts outside the program.
        positive: A change for the better.
        negative: A change for the worse.
        warning: What to be careful with: too few, a flag.
        warning_soft: An area that belongs to the warning.
        categorical: Six colours for kinds of things, in order.
        sequential: From little to much.
        fonts: Families for Latin text, the first that is there.
        rtl_fonts: Families for Persian text.
    """

    name: str
    canvas: str
    surface: str
    ink: str
    muted: str
    line: str
    accent: str
    accent_soft: str
    rest: str
    positive: str
    negative: str
    warning: str
    warning_soft: str
    categorical: tuple[str, str, str, str, str, str]
    sequential: tuple[str, ...]
    fonts: tuple[str, ...] = ("Inter", "system-ui", "Segoe UI", "Helvetica Neue", "Arial", "sans-serif")
    rtl_fonts: tuple[str, ...] = ("Vazirmatn", "Inter", "Segoe UI", "Tahoma", "Arial", "sans-serif")

    def font(self, direction: str) -> str:
        """The families of a direction of writing, as CSS says them."""
        families = self.rtl_fonts if direction == "rtl" else self.fonts
        return ", ".join(f'"{family}"' if " " in family else family for family in families)

    def on(self, colour: str) -> str:
        """The colour of text that is read best on a colour."""
        dark, light = ("#14202E", "#FFFFFF")
        return max((dark, light), key=lambda text: contrast(text, colour))

    def css_variables(self) -> dict[str, str]:
        """Custom properties of CSS and their values."""
        plain = {
            name.replace("_", "-"): value
            for name, value in vars(self).items()
            if isinstance(value, str) and name != "name"
        }
        series = {f"series-{place}": colour for place, colour in enumerate(self.categorical, 1)}
        steps = {f"step-{place}": colour for place, colour in enumerate(self.sequential, 1)}
        on = {f"on-step-{place}": self.on(colour) for place, colour in enumerate(self.sequential, 1)}
        return {f"--{name}": value for name, value in (plain | series | steps | on).items()}


LIGHT = Theme(
    name="light",
    canvas="#F5F7F9",
    surface="#FFFFFF",
    ink="#14202E",
    muted="#55626F",
    line="#DCE2E8",
    accent="#1A66A8",
    accent_soft="#DCEAF5",
    rest="#7A8794",
    positive="#0F7B5F",
    negative="#B8460E",
    warning="#8A5A00",
    warning_soft="#FBF1DC",
    categorical=("#1A66A8", "#D07A0B", "#0F7B5F", "#A84C82", "#3F97C9", "#B8460E"),
    sequential=("#EEF4F9", "#CFE2F0", "#9CC3E0", "#5F9DCB", "#2E76AF", "#124C7C"),
)

DARK = Theme(
    name="dark",
    canvas="#0E141B",
    surface="#161E27",
    ink="#E9EEF3",
    muted="#A3AFBB",
    line="#2C3743",
    accent="#6CB3E6",
    accent_soft="#1F3A50",
    rest="#8B98A5",
    positive="#4CC3A0",
    negative="#F0915A",
    warning="#E6B455",
    warning_soft="#3A2F18",
    categorical=("#6CB3E6", "#EFA345", "#4CC3A0", "#DB8DBB", "#9AD4F5", "#F0915A"),
    sequential=("#1B2733", "#1E3C56", "#23547C", "#2B6DA3", "#74B4E0", "#C2E1F7"),
)

THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB`` (WCAG 2.2), 0 to 1."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2), 1 to 21."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)
