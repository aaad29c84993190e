"""What counts as engagement, and for how many minutes."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from abmetry.lang.message import Message, message
from abmetry.workspace.section import Amount, Count, Number, Positive, Section, Switch, Text, Texts
from abmetry.workspace.touch_minutes import DEFAULT_MINUTES, PRESET_MINUTES, PRESET_SENIORITY, Preset

TOUCH_KINDS = tuple(kind for kind in DEFAULT_MINUTES if kind != "response")


def touch_kind(kind: str) -> str:
    """The kind, if it is a canonical one.

    Raises:
        ValueError: It is none; names the nearest.
    """
    if kind in TOUCH_KINDS:
        return kind
    near = get_close_matches(kind, TOUCH_KINDS, n=1)
    raise ValueError(
        f'names "{kind}", which is not a touch kind' + (f"; did you mean {near[0]}?" if near else "")
    )


def _kind_with_minutes(kind: str) -> str:
    return kind if kind in DEFAULT_MINUTES else touch_kind(kind)


TouchKind = Annotated[Text, AfterValidator(touch_kind)]


class Engaged(Section):
    """[engaged]: the rule by which an account is engaged: any engagement or response (`any`), a web visit
    or a campaign response (`smartbound`), or at least `minutes` engagement minutes; in the period
    (`lookback_days` 0) or in so many days before its end.
    """

    rule: Literal["any", "smartbound", "minutes"] = "any"
    minutes: Amount = 10
    lookback_days: Count = 0

    @property
    def said(self) -> Message:
        """The rule in words, as definitions of KPIs tell it."""
        what = {
            "any": message("at least one engagement or response"),
            "smartbound": message("at least one web visit or campaign response"),
            "minutes": message("at least {minutes} engagement minutes", minutes=self.minutes),
        }[self.rule]
        if self.lookback_days:
            return message("{what} in the {days} days before its end", what=what, days=self.lookback_days)
        return message("{what} in the period", what=what)


class Weights(Section):
    """[engagement.weights]: factors on the minutes by a person's seniority, a user's role and an account's
    tier.

    What is not named weighs 1, or the weight named `other`.
    """

    seniority: dict[Text, Amount] = Field(default_factory=dict)
    role: dict[Text, Amount] = Field(default_factory=dict)
    tier: dict[Text, Amount] = Field(default_factory=dict)


class MinuteRule(Section):
    """Adds `add` minutes to every touch that meets all that is given (`url` is a glob); rules add up."""

    kind: TouchKind | None = None
    channel: Text | None = None
    url: Text | None = None
    add: Number

    @model_validator(mode="after")
    def _meets_something(self) -> Self:
        if self.kind is None and self.channel is None and self.url is None:
            raise ValueError("needs a kind, a channel or a url to say which touches it adds to")
        return self


class Engagement(Section):
    """[engagement]: minutes. `minutes` holds every touch kind: the preset's, and the workspace's over it.

    `high_value_minutes` comes on top for a page view of `pages.high_value`; `daily_cap` is the most a
    person (else a visitor, else an account) can give on one local day.
    """

    preset: Preset = "abmetry"
    count_opens: Switch = False
    daily_cap: Amount = 240
    high_value_minutes: Amount = 2
    minutes: dict[Annotated[Text, AfterValidator(_kind_with_minutes)], Amount] = Field(default_factory=dict)
    weights: Weights = Weights()
    rules: tuple[MinuteRule, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _over_the_preset(cls, given: Any) -> Any:
        if not isinstance(given, Mapping):
            return given
        preset = given.get("preset", "abmetry")
        if not isinstance(preset, str) or preset not in PRESET_MINUTES:
            return given
        laid = dict(given)
        minutes = given.get("minutes", {})
        if isinstance(minutes, Mapping):
            laid["minutes"] = {**DEFAULT_MINUTES, **PRESET_MINUTES[preset], **minutes}
        weights = given.get("weights", {})
        seniority = weights.get("seniority", {}) if isinstance(weights, Mapping) else None
        if isinstance(seniority, Mapping):
            laid["weights"] = {**weights, "seniority": {**PRESET_SENIORITY[preset], **seniority}}
        return laid


class Mqa(Section):
    """[mqa]: an account is marketing qualified with so many marketing minutes in the window (days), and so
    many people with at least `minutes_each` each.
    """

    preset: Literal["engagio"] = "engagio"
    marketing_minutes: Amount = 100
    people: Count = 2
    minutes_each: Amount = 20
    window_days: Positive = 90


class Pages(Section):
    """[pages]: globs over a page's path (or whole address): those that matter most, and those that never
    count.
    """

    high_value: Texts = ()
    ignore: Texts = ()
