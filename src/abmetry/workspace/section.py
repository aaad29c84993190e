"""What all sections of abmetry.toml share: unknown keys refused, numbers are numbers, defaults kept."""

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Whole = Annotated[int, Field(strict=True)]
Count = Annotated[int, Field(strict=True, ge=0)]
Positive = Annotated[int, Field(strict=True, ge=1)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Amount = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0)]
Above = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0)]
Share = Annotated[float, Field(strict=True, ge=0, le=1)]
Switch = Annotated[bool, Field(strict=True)]
Text = Annotated[str, Field(strict=True, min_length=1)]
Texts = tuple[Text, ...]


class Section(BaseModel):
    """One table of abmetry.toml: a key that it does not know is an error, and a read one never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


def over(defaults: Mapping[str, Any]) -> Callable[[Any], Any]:
    """A validator that lays what a workspace gives over the defaults, key by key."""

    def lay(given: Any) -> Any:
        return {**defaults, **given} if isinstance(given, Mapping) else given

    return lay


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        near = get_close_matches(name, available_timezones(), n=1)
        meant = f'; did you mean "{near[0]}"?' if near else ""
        raise ValueError(f'must be a time zone such as "Europe/Madrid", not "{name}"{meant}') from None
    return name


Zone = Annotated[Text, AfterValidator(_known_zone)]


def matching(pattern: str, otherwise: str) -> Callable[[str], str]:
    """A validator of text: `otherwise` says what it must be where the pattern does not match all of it."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if compiled.fullmatch(text) is None:
            raise ValueError(f'{otherwise}, not "{text}"')
        return text

    return check
