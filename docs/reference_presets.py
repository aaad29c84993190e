"""The presets of the funnel, as the declarations tell them."""

from __future__ import annotations

from abmetry.presets.catalogue import PRESETS


def presets() -> str:
    """One section per preset: its stages, and where the measure differs from the system's own."""
    sections = []
    for preset in PRESETS.values():
        rows = [f"| `{stage.name}` | {stage.definition} |" for stage in preset.stages]
        remarks = [f"- {remark[0].upper()}{remark[1:]}." for remark in preset.remarks]
        lines = [
            f"## {preset.title}: `{preset.name}`",
            "",
            "| stage | who stands at it |",
            "|---|---|",
            *rows,
        ]
        sections.append("\n".join([*lines, *(["", *remarks] if remarks else [])]) + "\n")
    return "\n".join(sections)
