"""What is written down of what readers see and take away."""

from __future__ import annotations

from typing import Any

from abmetry.answers.question import Question
from abmetry.web.security.visitor import access_of
from abmetry.web.view import View


def audit(view: View, action: str, question: Question, rows: int, **more: Any) -> None:
    """Write down that somebody saw rows or took them away, where there are users."""
    access = access_of(view.request)
    if access is not None:
        access.audit.record(view.caller, action, question, rows, **more)
