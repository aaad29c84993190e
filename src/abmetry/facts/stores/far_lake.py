"""The lake at an address that only Spark reads: what of the model is there, and which builds."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq

from abmetry.engine.spark import SparkEngine
from abmetry.errors import Unanswerable
from abmetry.facts.build_record import BuildRecord
from abmetry.model.records import read_records
from abmetry.workspace.places import Places

NOTES = "at_address.json"
BATCH = 500_000


class FarLake:
    """A copy of the model and the facts of builds below one address, such as ``s3a://bucket/abmetry``.

    Loads write the model into the workspace; each of its files, which never change, is sent once. What was sent and
    built is noted in the workspace, so that nothing else below the address is ever touched.

    Attributes:
        address: Where it begins, without a slash at the end.
    """

    def __init__(self, places: Places, address: str) -> None:
        """Read the notes.

        Args:
            places: The workspace's folders.
            address: Where the lake is.
        """
        self.address = address.rstrip("/")
        self._places = places
        self._notes = places.lake / NOTES
        try:
            noted = json.loads(self._notes.read_text(encoding="utf-8"))
        except FileNotFoundError:
            noted = {}
        self._all: dict[str, dict[str, list[str]]] = noted
        self._own = noted.setdefault(self.address, {"model": [], "builds": []})

    @property
    def model(self) -> str:
        """The folder of the model."""
        return f"{self.address}/model"

    def send_model(self, engine: SparkEngine, known_at: datetime | None) -> None:
        """Bring files of the model that are not there yet, each as a folder of its name.

        Args:
            engine: What writes there.
            known_at: Of loads until this instant, UTC without zone; None: all.
        """
        loads = read_records(self._places, known_at)
        for name in (name for load in loads for table in load.tables for name in table.stored):
            if name in self._own["model"]:
                continue
            stored = pq.ParquetFile(self._places.model / name)
            batches = (pa.Table.from_batches([batch]) for batch in stored.iter_batches(BATCH))
            first = next(batches, stored.schema_arrow.empty_table())
            engine.send(first, f"{self.model}/{name}")
            for further in batches:
                engine.send(further, f"{self.model}/{name}", further=True)
            self._own["model"].append(name)
            self._write()

    def begin(self, engine: SparkEngine, build_id: str) -> str:
        """Note a build that is about to be written, and remove those that the workspace has no longer.

        Args:
            engine: What removes them; over Spark Connect they stay.
            build_id: Id of the new build.

        Returns:
            The folder of its facts.
        """
        folder = f"{self.address}/builds/{build_id}"
        kept = self._builds()
        earlier = [one for one in self._own["builds"] if one in kept or not engine.remove(one)]
        self._own["builds"] = [*earlier, folder]
        self._write()
        return folder

    def _builds(self) -> set[str]:
        """The folders at the address of the builds that the workspace has."""
        found = set()
        for folder in self._places.builds.iterdir():
            with suppress(Unanswerable):
                found.add(BuildRecord.read(folder).address or "")
        return found

    def _write(self) -> None:
        partial = self._notes.with_suffix(f".{os.getpid()}")
        partial.write_text(json.dumps(self._all, indent=1), encoding="utf-8")
        partial.replace(self._notes)
