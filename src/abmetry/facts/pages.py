"""Which pages a touch was on: globs over the page's path, or over its whole address."""

from __future__ import annotations

import re
from collections.abc import Sequence

from abmetry.engine.dialect import Dialect

_ORIGIN = r"([a-z][a-z0-9+.-]*://[^/?#]*)?"


def page_matches_sql(dialect: Dialect, url: str, globs: Sequence[str]) -> str:
    """Whether a page is one of the globs (``*`` any run of characters, ``?`` one; case ignored).

    A glob that begins with a slash is held against the path; any glob also against the whole address. A query
    and a fragment that the glob does not speak of are ignored.
    """
    if not globs:
        return "(1 = 0)"
    patterns = "|".join(_regex(glob.strip().lower()) for glob in globs)
    exact = dialect.regexp_matches(f"lower({url})", f"^{_ORIGIN}({patterns})([?#].*)?$")
    fragments = sorted({_longest_fragment(glob.strip().lower()) for glob in globs})
    # A plain look for a piece of the text is an order of magnitude faster than the pattern.
    near = " or ".join(dialect.matches_glob(url, f"*{fragment}*") for fragment in fragments)
    return f"(case when {url} is null then false when {near} then {exact} else false end)"


def _regex(glob: str) -> str:
    if glob == "/":
        return "/?"
    parts = {"*": ".*", "?": "."}
    return "".join(parts.get(letter, re.escape(letter)) for letter in glob)


def _longest_fragment(glob: str) -> str:
    fragment = max(re.split(r"[*?]", glob), key=len)
    return "" if glob == "/" else fragment
