"""On which line of a TOML text each key stands. TOML readers do not tell, and a good error must."""

import re
import tomllib
from collections.abc import Callable

Path = tuple[str | int, ...]

_BLANK = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[^\s.=\[\]{},\"'#]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?""""{0,2}'
    r"|'''.*?''''{0,2}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}\n#]*")


def key_lines(text: str) -> dict[Path, int]:
    """The line (from 1) of every table, key and array item of a valid TOML text, by its path.

    A path is made of keys and, in arrays, indexes from 0: `("sources", 0, "path")`. A table that is only
    implied by a longer name stands where it is first named.
    """
    return _Scanner(text.replace("\r\n", "\n")).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.lines: dict[Path, int] = {}
        self.last_item: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        self.skip(_GAP)
        while self.at < len(self.text):
            if self.next_is("[["):
                table = self.header("]]", item=True)
            elif self.next_is("["):
                table = self.header("]", item=False)
            else:
                self.pair(table)
            self.skip(_GAP)
        return self.lines

    def header(self, close: str, item: bool) -> Path:
        self.take(len(close))
        line = self.line
        *outer, last = self.key()
        self.take(len(close))
        path: Path = ()
        for part in outer:
            path = self.inside((*path, part))
        path = (*path, last)
        if item:
            self.last_item[path] = self.last_item.get(path, -1) + 1
            path = self.inside(path)
        self.note(path, line)
        return path

    def inside(self, path: Path) -> Path:
        return (*path, self.last_item[path]) if path in self.last_item else path

    def pair(self, table: Path) -> None:
        line = self.line
        path = (*table, *self.key())
        self.note(path, line)
        self.take(1)
        self.skip(_BLANK)
        self.value(path)

    def key(self) -> list[str]:
        parts: list[str] = []
        while True:
            self.skip(_BLANK)
            quoted = self.next_is('"') or self.next_is("'")
            raw = self.skip(_STRING if quoted else _BARE_KEY)
            parts.append(tomllib.loads(f"key = {raw}")["key"] if quoted else raw)
            self.skip(_BLANK)
            if not self.next_is("."):
                return parts
            self.take(1)

    def value(self, path: Path) -> None:
        if self.next_is("["):
            self.several("]", path, self.item)
        elif self.next_is("{"):
            self.several("}", path, lambda path, _: self.pair(path))
        elif not self.skip(_STRING):
            self.skip(_PLAIN)

    def several(self, close: str, path: Path, one: Callable[[Path, int], None]) -> None:
        self.take(1)
        index = 0
        self.skip(_GAP)
        while not self.next_is(close):
            one(path, index)
            index += 1
            self.skip(_GAP)
            if self.next_is(","):
                self.take(1)
                self.skip(_GAP)
        self.take(1)

    def item(self, path: Path, index: int) -> None:
        self.note((*path, index), self.line)
        self.value((*path, index))

    def note(self, path: Path, line: int) -> None:
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)

    def next_is(self, sign: str) -> bool:
        return self.text.startswith(sign, self.at)

    def take(self, length: int) -> None:
        self.at += length

    def skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        found = match.group() if match else ""
        self.at += len(found)
        self.line += found.count("\n")
        return found
