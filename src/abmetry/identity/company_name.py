"""Rule 5: the company that a person names, to the account whose name is the same or nearly so.

Names are compared without case, accents, punctuation and legal forms, by rapidfuzz's token-sort ratio (0 to 1) within
blocks that share the beginning of a word. From `identity.names_threshold` on it is a link; below it, down to
`SUGGEST_FROM`, a suggestion for a person to decide on; never a silent merge.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa
from cleanco import basename
from rapidfuzz import fuzz, process

from abmetry.engine.engine import Engine
from abmetry.steps.fact import LookupFact, fact_columns
from abmetry.workspace.settings import Settings

SUGGEST_FROM = 0.75
_BLOCK_LETTERS = 4

# Legal forms that cleanco does not know, as they read once punctuation is gone.
_LEGAL_FORMS = (
    "sociedad limitada unipersonal", "sociedad limitada", "sociedad anonima",
    "societe a responsabilite limitee", "gmbh and co kg", "gmbh co kg", "ag and co kg", "and co kg",
    "s coop", "scoop", "sccl", "slu", "sau", "sll", "slne", "sl", "sa", "sas", "sasu", "sarl", "srl",
    "srls", "spa", "sca", "scs", "snc", "eurl", "gmbh", "ug", "mbh", "ag", "kg", "kgaa", "ohg", "ev",
    "bv", "nv", "cv", "vof", "bvba", "sprl", "lda", "ltda", "eireli", "me", "oy", "oyj", "ab", "as",
    "asa", "aps", "sro", "doo", "zoo", "spzoo", "sp zoo", "kft", "zrt", "nyrt", "plc", "llp", "llc",
    "lp", "ltd", "limited", "inc", "incorporated", "corp", "corporation", "co", "company", "pty",
    "pty ltd", "pte", "pte ltd", "pvt", "pvt ltd", "private limited", "bhd", "sdn bhd", "kk", "se",
    "sociedade anonima", "sab de cv", "sa de cv", "s de rl de cv",
)  # fmt: skip
_FORMS = sorted((tuple(form.split()) for form in _LEGAL_FORMS), key=len, reverse=True)


def normalised(name: str) -> str:
    """The name without case, accents, punctuation and legal forms; empty where nothing is left to compare."""
    words = _plain(basename(name) or name).split()
    while words:
        form = next((f for f in _FORMS if len(f) < len(words) and tuple(words[-len(f) :]) == f), None)
        if form is None:
            break
        words = words[: -len(form)]
    return " ".join(words)


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(c for c in bare if not unicodedata.combining(c)).replace("&", " and ")
    bare = re.sub(r"[\W_]+", " ", re.sub(r"['’]", "", bare)).strip()
    # "S.à r.l." and "A.B.C." come apart into single letters: put those together again.
    return re.sub(r"\b\w(?: \w\b)+", lambda letters: letters.group().replace(" ", ""), bare)


@dataclass(frozen=True)
class NameMatch:
    """The accounts whose name is most like a company's.

    Attributes:
        account_ids: Those of equal and greatest similarity.
        similarity: 0 to 1.
    """

    account_ids: tuple[str, ...]
    similarity: float


class NameIndex:
    """Account names, found by similar ones without comparing all with all."""

    def __init__(self, accounts: Iterable[tuple[str, str]]) -> None:
        """Index pairs of account id and name."""
        self._accounts: dict[str, list[str]] = defaultdict(list)
        for account_id, name in accounts:
            key = normalised(name)
            if key:
                self._accounts[key].append(account_id)
        self._blocks: dict[str, list[str]] = defaultdict(list)
        for key in self._accounts:
            for block in _blocks(key):
                self._blocks[block].append(key)

    def match(self, name: str) -> NameMatch | None:
        """The accounts most like a name, from `SUGGEST_FROM` on; None where there is none."""
        key = normalised(name)
        if not key:
            return None
        if key in self._accounts:
            return NameMatch(tuple(sorted(self._accounts[key])), 1.0)
        near = sorted({other for block in _blocks(key) for other in self._blocks.get(block, ())})
        scored = process.extract(
            key, near, scorer=fuzz.token_sort_ratio, score_cutoff=SUGGEST_FROM * 100, limit=None
        )
        if not scored:
            return None
        best = max(score for _, score, _ in scored)
        ids = sorted(i for other, score, _ in scored if score == best for i in self._accounts[other])
        return NameMatch(tuple(ids), best / 100)


def _blocks(key: str) -> Sequence[str]:
    return sorted({word[:_BLOCK_LETTERS] for word in key.split()})


def _named_accounts(engine: Engine) -> Iterable[tuple[str, str]]:
    rows = engine.query("select account_id, name from model_accounts order by account_id")
    return zip(rows.column("account_id").to_pylist(), rows.column("name").to_pylist(), strict=True)


def _table(engine: Engine, settings: Settings) -> pa.Table:
    company = ", ".join(engine.dialect.json_text("attributes", key) for key in ("company", "Company"))
    names = engine.query(
        f"""
        select distinct trim(coalesce({company})) as company from model_people
        left join source_links on source_links.person_id = model_people.person_id
        where source_links.person_id is null and trim(coalesce({company})) <> ''
        """
    )
    wanted = sorted(names.column("company").to_pylist())
    index = NameIndex(_named_accounts(engine) if wanted else ())
    rows = []
    for name in wanted:
        match = index.match(name)
        if match is not None:
            sure = match.similarity >= settings.identity.names_threshold and len(match.account_ids) == 1
            linked = match.account_ids[0] if sure else None
            rows.append((name, linked, match.similarity, list(match.account_ids)))
    return pa.table(
        {
            "company": pa.array([row[0] for row in rows], pa.string()),
            "account_id": pa.array([row[1] for row in rows], pa.string()),
            "similarity": pa.array([row[2] for row in rows], pa.float64()),
            "candidates": pa.array([json.dumps(row[3], separators=(",", ":")) for row in rows], pa.string()),
            "suggestion": pa.array(
                [row[3][0] if row[1] is None and len(row[3]) == 1 else None for row in rows], pa.string()
            ),
        }
    )


FACT = LookupFact(
    name="company_names",
    internal=True,
    doc="A company that people without an account of the source name, and the account named most like it.",
    columns=fact_columns(
        "company text: The name, as given.",
        "account_id text: The account, where exactly one is as similar as the threshold asks.",
        "similarity number: Of the normalised names, 0 to 1.",
        "candidates text: The accounts of the greatest similarity, as a JSON list.",
        "suggestion text: The account to accept or refuse, where there is one and it is no link.",
    ),
    reads=("model_accounts", "model_people", "source_links"),
    table=_table,
)
