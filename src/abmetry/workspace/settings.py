"""The settings of a workspace: abmetry.toml as one frozen object, its attributes named like the keys."""

from pathlib import Path
from typing import Self

from pydantic import Field, PrivateAttr, field_validator

from abmetry.workspace.audience import Coverage, Icp, Persona, TargetList
from abmetry.workspace.channels import Channels, Programs, Stage
from abmetry.workspace.company import Calendar, Nps, Sales, WorkspaceSection
from abmetry.workspace.engagement import Engaged, Engagement, Mqa, Pages, TouchKind
from abmetry.workspace.insights import Insights
from abmetry.workspace.running import EngineSection, Identity, Stats
from abmetry.workspace.scores import Heat, Influence, Intent, Lifetime, Lift, Relationship, Renewal
from abmetry.workspace.section import Section, Text
from abmetry.workspace.sources import AnySource, Source
from abmetry.workspace.targets import Targets


class Settings(Section):
    """All of abmetry.toml. `Settings()` holds every default; `Settings.model_validate(dict)` reads what
    TOML gives.

    `kinds` maps a source's own words for touches to canonical touch kinds; `stages` a source's stages to
    their meaning.
    """

    workspace: WorkspaceSection = WorkspaceSection()
    sources: tuple[AnySource, ...] = ()
    lists: dict[Text, TargetList] = Field(default_factory=dict)
    icp: Icp = Icp()
    personas: dict[Text, Persona] = Field(default_factory=dict)
    engaged: Engaged = Engaged()
    engagement: Engagement = Engagement.model_validate({})
    mqa: Mqa = Mqa()
    pages: Pages = Pages()
    channels: Channels = Channels()
    programs: Programs = Programs()
    stages: dict[Text, Stage] = Field(default_factory=dict)
    kinds: dict[Text, TouchKind] = Field(default_factory=dict)
    influence: Influence = Influence()
    lift: Lift = Lift()
    insights: Insights = Insights()
    intent: Intent = Intent()
    heat: Heat = Heat()
    relationship: Relationship = Relationship()
    renewal: Renewal = Renewal()
    lifetime: Lifetime = Lifetime()
    coverage: Coverage = Coverage()
    calendar: Calendar = Calendar()
    sales: Sales = Sales()
    nps: Nps = Nps()
    targets: Targets = Field(default_factory=dict)
    identity: Identity = Identity()
    stats: Stats = Stats()
    engine: EngineSection = EngineSection()
    _folder: Path | None = PrivateAttr(default=None)

    def in_folder(self, folder: Path) -> Self:
        """The same settings, whose files lie in this folder unless their path is absolute."""
        placed = self.model_copy()
        placed._folder = folder
        return placed

    @property
    def folder(self) -> Path | None:
        """The folder that the settings lie in; None: in none."""
        return self._folder

    def path(self, given: str) -> Path:
        """The file that a key names."""
        return (self._folder or Path()) / Path(given).expanduser()

    @field_validator("sources")
    @classmethod
    def _a_name_each(cls, sources: tuple[Source, ...]) -> tuple[Source, ...]:
        names = [source.name for source in sources]
        twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
        if twice:
            raise ValueError(f'has two sources named "{twice[0]}"; every source needs a name of its own')
        return sources
