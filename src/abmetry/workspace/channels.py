"""Channels, programs and stages: the words that a company has of its own, and what they mean."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from abmetry.workspace.section import Number, Section, Share, Switch, Text, Texts, over

DEFAULT_SUCCESS: Mapping[str, tuple[str, ...]] = {
    "webinar": ("attended",),
    "event": ("attended",),
    "ads": ("clicked",),
    "search": ("clicked",),
    "social_ads": ("clicked",),
    "email": ("replied",),
    "default": ("responded",),
}


class Channels(Section):
    """[channels]: which channels are marketing, sales, social and product; each is one of them at most."""

    marketing: Texts = (
        "web",
        "email",
        "ads",
        "search",
        "social_ads",
        "webinar",
        "event",
        "content",
        "direct_mail",
        "referral",
        "partner",
        "chat",
    )
    sales: Texts = ("call", "sales_email", "meeting")
    social: Texts = ("social",)
    product: Texts = ("product",)

    @model_validator(mode="after")
    def _one_category_each(self) -> Self:
        seen: dict[str, str] = {}
        for category, names in self.by_category().items():
            for name in names:
                if seen.setdefault(name, category) != category:
                    raise ValueError(f'has channel "{name}" both in {seen[name]} and in {category}')
        return self

    def by_category(self) -> dict[str, Texts]:
        """The channels of each category, in the order marketing, sales, social, product."""
        return {
            "marketing": self.marketing,
            "sales": self.sales,
            "social": self.social,
            "product": self.product,
        }


class Programs(Section):
    """[programs]: `success.<channel>` are the member statuses that mean success; `success.default` for
    channels that are not named. Those that a workspace does not give keep their default.
    """

    success: Annotated[dict[Text, Texts], BeforeValidator(over(DEFAULT_SUCCESS))] = Field(
        default_factory=dict
    )

    def success_of(self, channel: str | None) -> Texts:
        """The statuses that mean success on the channel."""
        return self.success.get(channel or "default", self.success["default"])


class Stage(Section):
    """[stages] NAME = {...}: what a stage of the source's deals means: won, lost, or open with its place in
    the order (low first) and its probability of being won (0 to 1).
    """

    won: Switch = False
    lost: Switch = False
    order: Number | None = None
    probability: Share | None = None

    @model_validator(mode="before")
    @classmethod
    def _a_table(cls, given: Any) -> Any:
        if isinstance(given, str):
            raise ValueError("must be a table such as { won = true } or { order = 5, probability = 0.6 }")
        return given

    @model_validator(mode="after")
    def _won_or_lost(self) -> Self:
        if self.won and self.lost:
            raise ValueError("cannot be both won and lost")
        return self
