"""Answers to the question how likely it is that somebody recommends us."""

from __future__ import annotations

from abmetry.sources.files.maps.column_map import EXPORT, ColumnMap
from abmetry.sources.rule import Row, Rule, TableRules, one

_ID = ("Survey ID", "survey_id", "response_id", "Response ID", "Token", "#", "id")
_SCORE = ("Score", "score", "nps_score", "NPS", "rating")
_TIME = ("Responded at", "responded_at", "Submit Date (UTC)", "Submitted At", "created_at", "Timestamp")
_MAIL = ("Email", "email", "Email address", "person_email")
_KIND = ("Survey type", "survey_type")


def _kind(row: Row) -> str:
    return f"coalesce(lower({row.first(*_KIND)}), 'nps')"


def _answered(row: Row) -> str:
    return f"{row.first(*_SCORE)} is not null" if row.has(*_SCORE) else "true"


NPS = ColumnMap(
    about="A row per answer, of Delighted, Typeform or a table of one's own: who, when, a score from 0 to 10.",
    mapping=(
        TableRules(
            EXPORT,
            "surveys",
            {
                "response_id": one(*_ID),
                "responded_at": one(*_TIME),
                "score": one(*_SCORE, doc="a form's own question: `columns.surveys.score`"),
                "email": one(*_MAIL),
                "kind": Rule(_KIND, "empty: nps", _kind),
            },
            where=_answered,
            rows="those with a score",
        ),
    ),
    header=(_ID, (*_TIME, *_SCORE)),
    known="score, survey_type and created_at are fields of Delighted's interface; the headings of its exports, and of"
    " Typeform's, are not checked against one.",
)

MAPS = {"nps": NPS}
