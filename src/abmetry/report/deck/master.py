"""The master of the deck: theme colours and fonts, text styles and layouts, mirrored for right-to-left languages."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree
from pptx import Presentation
from pptx.util import Inches

from abmetry.charts.palette import LIGHT, Theme
from abmetry.report.deck.places import HEIGHT, LEFT, PLANS, WIDE, WIDTH, Box, LayoutPlan, Level, Place

LATIN, ARABIC = "Arial", "Tahoma"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = f'xmlns:a="{_A}" xmlns:p="{_P}" xmlns:r="{_R}"'
_EMU = 914400
_TYPES = {"title": 'type="title"', "body": 'type="body"', "chart": 'type="chart"', "tbl": 'type="tbl"'}


def new_deck(*, rtl: bool) -> Any:
    """An empty deck with the layouts of `places`, in their order.

    Args:
        rtl: The language is written from right to left: everything stands mirrored.
    """
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    _set_theme(deck, LIGHT)
    master = deck.slide_master
    _set_styles(master, rtl=rtl)
    layouts = list(master.slide_layouts)
    for spare in layouts[len(PLANS) :]:
        master.slide_layouts.remove(spare)
    for layout, plan in zip(layouts, PLANS.values(), strict=False):
        _rewrite(layout._element, plan, rtl=rtl)
    return deck


def _set_theme(deck: Any, theme: Theme) -> None:
    part = next(
        rel.target_part for rel in deck.slide_master.part.rels.values() if rel.reltype.endswith("/theme")
    )
    tree = etree.fromstring(part.blob)
    tree.set("name", "Abmetry")
    colours = {
        "dk1": theme.ink,
        "lt1": theme.surface,
        "dk2": theme.muted,
        "lt2": theme.canvas,
        **{f"accent{place}": colour for place, colour in enumerate(theme.categorical, 1)},
        "hlink": theme.accent,
        "folHlink": theme.muted,
    }
    scheme = tree.find(f".//{{{_A}}}clrScheme")
    scheme.set("name", "Abmetry")
    for name, colour in colours.items():
        slot = scheme.find(f"{{{_A}}}{name}")
        for child in list(slot):
            slot.remove(child)
        etree.SubElement(slot, f"{{{_A}}}srgbClr", val=colour[1:])
    fonts = tree.find(f".//{{{_A}}}fontScheme")
    fonts.set("name", "Abmetry")
    for kind in ("majorFont", "minorFont"):
        font = fonts.find(f"{{{_A}}}{kind}")
        font.find(f"{{{_A}}}latin").set("typeface", LATIN)
        font.find(f"{{{_A}}}cs").set("typeface", ARABIC)
        for script in font.findall(f"{{{_A}}}font"):
            font.remove(script)
    part._blob = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _set_styles(master: Any, *, rtl: bool) -> None:
    """Text styles of the master: no bullets, aligned to where reading begins; and its own placeholders' places."""
    element = master._element
    styles = element.find(f"{{{_P}}}txStyles")
    text = "".join(
        f"<p:{style}>{_levels((Level(size),) * 5, rtl=rtl)}</p:{style}>"
        for style, size in (("titleStyle", 26), ("bodyStyle", 12), ("otherStyle", 12))
    )
    fresh = etree.fromstring(f"<p:txStyles {_NAMES}>{text}</p:txStyles>")
    element.replace(styles, fresh)
    tree = element.find(f"{{{_P}}}cSld/{{{_P}}}spTree")
    for shape in tree.findall(f"{{{_P}}}sp"):
        tree.remove(shape)
    plan = PLANS["method"]
    for number, place in enumerate((plan.places[0], Place("Text", "body", 1, LEFT, 2.0, WIDE, 4.2)), 2):
        tree.append(etree.fromstring(_placeholder(place, number, rtl=rtl)))
    for shape in _feet(20, rtl=rtl, text=""):
        tree.append(etree.fromstring(shape))


def _rewrite(element: Any, plan: LayoutPlan, *, rtl: bool) -> None:
    element.attrib.pop("type", None)
    element.set("userDrawn", "1")
    sld = element.find(f"{{{_P}}}cSld")
    sld.set("name", plan.name)
    tree = sld.find(f"{{{_P}}}spTree")
    for shape in list(tree)[2:]:
        tree.remove(shape)
    if plan.background != "bg1":
        fill = f'<a:solidFill><a:schemeClr val="{plan.background}"/></a:solidFill><a:effectLst/>'
        sld.insert(0, etree.fromstring(f"<p:bg {_NAMES}><p:bgPr>{fill}</p:bgPr></p:bg>"))
    drawn = [_box(box, number, rtl=rtl) for number, box in enumerate(plan.boxes, 100)]
    held = [_placeholder(place, number, rtl=rtl) for number, place in enumerate(plan.places, 2)]
    feet = _feet(60, rtl=rtl, text="") if plan.footed else []
    for shape in (*drawn, *held, *feet):
        tree.append(etree.fromstring(shape))


def _left(x: float, w: float, *, rtl: bool) -> float:
    return WIDTH - x - w if rtl else x


def _frame(x: float, y: float, w: float, h: float, *, rtl: bool) -> str:
    x = _left(x, w, rtl=rtl)
    left, top, wide, high = (round(part * _EMU) for part in (x, y, w, h))
    return f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'


def _box(box: Box, number: int, *, rtl: bool) -> str:
    alpha = f'<a:alpha val="{box.alpha * 1000}"/>' if box.alpha < 100 else ""
    fill = f'<a:solidFill><a:schemeClr val="{box.fill}">{alpha}</a:schemeClr></a:solidFill>'
    return (
        f'<p:sp {_NAMES}><p:nvSpPr><p:cNvPr id="{number}" name="Box {number}"/><p:cNvSpPr/>'
        f'<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>{_frame(box.x, box.y, box.w, box.h, rtl=rtl)}'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill}<a:ln><a:noFill/></a:ln></p:spPr>'
        f"<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr/></a:p></p:txBody></p:sp>"
    )


def _placeholder(place: Place, number: int, *, rtl: bool) -> str:
    idx = f' idx="{place.idx}"' if place.idx else ""
    body = (
        f'<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="{place.anchor}"><a:normAutofit/></a:bodyPr>'
    )
    styles = f"<a:lstStyle>{_levels(place.levels, rtl=rtl)}</a:lstStyle>" if place.levels else "<a:lstStyle/>"
    return (
        f'<p:sp {_NAMES}><p:nvSpPr><p:cNvPr id="{number}" name={quoteattr(place.name)}/>'
        f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph {_TYPES[place.kind]}{idx}/></p:nvPr>'
        f"</p:nvSpPr><p:spPr>{_frame(place.x, place.y, place.w, place.h, rtl=rtl)}"
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody>{body}{styles}'
        f"<a:p><a:r><a:rPr/><a:t>{escape(place.name)}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def _levels(levels: tuple[Level, ...], *, rtl: bool) -> str:
    align = 'algn="r" rtl="1"' if rtl else 'algn="l" rtl="0"'
    said = []
    for number, level in enumerate(levels, 1):
        bold = ' b="1"' if level.bold else ' b="0"'
        said.append(
            f'<a:lvl{number}pPr marL="0" indent="0" {align}><a:lnSpc><a:spcPct val="100000"/></a:lnSpc>'
            f'<a:spcBef><a:spcPts val="{round(level.before * 100)}"/></a:spcBef><a:buNone/>'
            f'<a:defRPr sz="{round(level.size * 100)}"{bold} kern="1200"><a:solidFill>'
            f'<a:schemeClr val="{level.colour}"/></a:solidFill><a:latin typeface="+mn-lt"/>'
            f'<a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/></a:defRPr></a:lvl{number}pPr>'
        )
    return "".join(said)


def _feet(number: int, *, rtl: bool, text: str) -> list[str]:
    """The foot of a slide: what it is, and its number."""
    return [foot(number, text, rtl=rtl), slide_number(number + 1, rtl=rtl)]


def foot(number: int, text: str, *, rtl: bool) -> str:
    """The line at the foot, as XML."""
    return _foot(
        number, "Foot", "ftr", 50, LEFT, 10.5, f"<a:r><a:rPr/><a:t>{escape(text)}</a:t></a:r>", rtl, rtl
    )


def slide_number(number: int, *, rtl: bool, said: str = "") -> str:
    """The number of the slide, as XML.

    Args:
        number: Of the shape.
        rtl: Everything stands mirrored.
        said: The number in digits that Office does not write of itself; empty: a field that counts.
    """
    field = (
        f"<a:r><a:rPr/><a:t>{escape(said)}</a:t></a:r>"
        if said
        else (
            '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:rPr/><a:t>‹#›</a:t></a:fld>'
        )
    )
    return _foot(number, "Number", "sldNum", 51, LEFT + WIDE - 0.8, 0.8, field, rtl, not rtl)


def _foot(
    number: int, name: str, kind: str, idx: int, x: float, w: float, run: str, rtl: bool, at_right: bool
) -> str:
    align = f'algn="{"r" if at_right else "l"}" rtl="{int(rtl)}"'
    fill = '<a:solidFill><a:schemeClr val="tx2"/></a:solidFill>'
    style = f'<a:lvl1pPr {align}><a:defRPr sz="800">{fill}</a:defRPr></a:lvl1pPr>'
    return (
        f'<p:sp {_NAMES}><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/>'
        f'</p:cNvSpPr><p:nvPr><p:ph type="{kind}" sz="quarter" idx="{idx}"/></p:nvPr></p:nvSpPr>'
        f'<p:spPr>{_frame(x, 7.1, w, 0.22, rtl=rtl)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f'<p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/><a:lstStyle>{style}</a:lstStyle>'
        f"<a:p><a:pPr {align}/>{run}</a:p></p:txBody></p:sp>"
    )
