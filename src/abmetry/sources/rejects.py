"""Lines of a file that are no rows."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

VALUE_LENGTH = 200


@dataclass
class Rejects:
    """Lines, their text and the reasons, as columns.

    Attributes:
        lines: Physical line, from 1 on.
        values: The line's text, cut to 200 characters.
        reasons: Why it is no row.
    """

    lines: list[int] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def add(self, line: int, value: str, reason: str) -> None:
        """Add a line."""
        self.lines.append(line)
        self.values.append(value[:VALUE_LENGTH])
        self.reasons.append(reason)

    def __len__(self) -> int:
        return len(self.lines)

    def table(self) -> pa.Table:
        """The rejects as Arrow: line, value, reason."""
        return pa.table(
            {
                "line": pa.array(self.lines, pa.int64()),
                "value": pa.array(self.values, pa.string()),
                "reason": pa.array(self.reasons, pa.string()),
            }
        )
