"""Where things are in a workspace."""

from dataclasses import dataclass
from pathlib import Path

SETTINGS_FILE = "abmetry.toml"


@dataclass(frozen=True)
class Places:
    """The files and folders of one workspace; all below `root`, none made by asking for it."""

    root: Path

    @property
    def settings_file(self) -> Path:
        """The abmetry.toml."""
        return self.root / SETTINGS_FILE

    @property
    def exports(self) -> Path:
        """Where `init` suggests to put the exports of sources."""
        return self.root / "exports"

    @property
    def home(self) -> Path:
        """All that Abmetry writes by itself."""
        return self.root / ".abmetry"

    @property
    def lake(self) -> Path:
        """The Parquet lake."""
        return self.home / "lake"

    @property
    def model(self) -> Path:
        """The canonical model, one folder per table."""
        return self.lake / "model"

    @property
    def rejected(self) -> Path:
        """Rows that could not be used, with their reasons."""
        return self.lake / "rejected"

    @property
    def builds(self) -> Path:
        """All builds, each in a folder named by its id."""
        return self.lake / "builds"

    def build(self, build_id: str) -> Path:
        """The folder of one build's facts."""
        return self.builds / build_id

    @property
    def definitions(self) -> Path:
        """Every abmetry.toml that a build was made by."""
        return self.lake / "definitions"

    @property
    def models(self) -> Path:
        """Models of research heat, one file per version."""
        return self.home / "models"

    @property
    def spill(self) -> Path:
        """What questions write that do not fit in memory, a folder for each process that asks."""
        return self.home / "spill"

    @property
    def current(self) -> Path:
        """The file that holds the id of the build that readers open."""
        return self.home / "current"
