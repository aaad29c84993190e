"""Brings the files of translations up to date with what is said: `make messages`.

Translations are kept, texts without one are left empty, and what is no longer said is dropped.
"""

from __future__ import annotations

from messages.files import update
from messages.gathered import gathered

if __name__ == "__main__":
    for language, empty in update(gathered()).items():
        print(f"{language}: {empty} without a translation")
