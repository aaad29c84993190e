"""Owners of accounts, as questions name them."""

from __future__ import annotations

import difflib

from abmetry.engine.engine import Engine
from abmetry.errors import Unknown
from abmetry.lang.message import message

NAMED = 5


def check_owner(engine: Engine, owner: str) -> None:
    """Make sure that an owner is someone: a user, or the owner of an account.

    Args:
        engine: A session in which the facts of the build are there under their names.
        owner: The id.

    Raises:
        UsageError: Nobody is; names the nearest.
    """
    rows = engine.query(
        """
        select o.owner_id, max(u.name) as name
        from (select owner_id from accounts union select user_id from users) o
        left join users u on u.user_id = o.owner_id
        where o.owner_id is not null group by o.owner_id order by o.owner_id
        """
    ).to_pylist()
    known = {row["owner_id"]: row["name"] for row in rows}
    if owner in known:
        return
    folded = owner.strip().casefold()
    ids = {**{id_.casefold(): id_ for id_ in known}, **{n.casefold(): id_ for id_, n in known.items() if n}}
    near = list(dict.fromkeys(ids[one] for one in difflib.get_close_matches(folded, ids, NAMED)))
    told = ", ".join(f"{id_} ({known[id_]})" if known[id_] else id_ for id_ in near or list(known)[:NAMED])
    more = 0 if near else len(known) - NAMED
    raise Unknown(
        message("There is no owner '{owner}'.", owner=owner),
        help=message("Did you mean {told}?", told=told)
        if near
        else message("There are: {told} and {more} more.", told=told, more=more)
        if more > 0
        else message("There are: {told}.", told=told)
        if known
        else message("No account has an owner."),
    )
