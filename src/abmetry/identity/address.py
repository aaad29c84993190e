"""E-mail addresses as SQL: normalised for equality, and their host."""

from __future__ import annotations


def address_sql(email: str) -> str:
    """The address without case and surrounding space; null where it is none (no @, two @, an empty side)."""
    plain = f"lower(trim({email}))"
    return f"case when {plain} like '_%@_%' and {plain} not like '%@%@%' then {plain} end"


def host_sql(address: str) -> str:
    """What stands after the @ of a normalised address."""
    return f"substring({address}, position('@' in {address}) + 1)"
