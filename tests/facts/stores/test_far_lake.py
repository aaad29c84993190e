"""The lake at an address: what is sent where, and that addresses are passed as they were given."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from abmetry.facts.stores.far_lake import FarLake
from abmetry.model.records import read_records
from abmetry.workspace.places import Places

ADDRESSES = [
    "s3://bucket/a b",
    "s3a://bucket/abmetry",
    "hdfs://name:8020/lake",
    "file:/srv/lake",
    "abfss://c@a.net/x",
]


class Noting:
    """An engine that writes down what it is asked for."""

    def __init__(self, removes=True):
        self.sent, self.removed, self.removes = [], [], removes

    def send(self, table, address, *, further=False):
        self.sent.append((address, table.num_rows, further))

    def remove(self, address):
        self.removed.append(address)
        return self.removes


@pytest.fixture
def places(tmp_path, monkeypatch):
    """A workspace with a load of two files: three rows, and none."""
    places = Places(tmp_path)
    places.builds.mkdir(parents=True)
    (places.model / "users").mkdir(parents=True)
    pq.write_table(pa.table({"x": [1, 2, 3]}), places.model / "users" / "1.parquet")
    pq.write_table(pa.table({"x": pa.array([], pa.int64())}), places.model / "users" / "2.parquet")

    class Counts:
        stored = ("users/1.parquet", "users/2.parquet")

    class Load:
        tables = (Counts,)

    monkeypatch.setattr("abmetry.facts.stores.far_lake.read_records", lambda *_: [Load])
    return places


@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses_are_passed_as_they_are(places, address):
    engine = Noting()
    lake = FarLake(places, address)
    lake.send_model(engine, None)
    assert engine.sent == [
        (f"{address}/model/users/{n}.parquet", rows, False) for n, rows in ((1, 3), (2, 0))
    ]
    assert lake.model == f"{address}/model"
    assert lake.begin(engine, "b1") == f"{address}/builds/b1"


def test_a_file_is_sent_once_per_address_and_in_pieces_where_it_is_long(places, monkeypatch):
    monkeypatch.setattr("abmetry.facts.stores.far_lake.BATCH", 2)
    engine = Noting()
    for _ in range(2):
        FarLake(places, "s3a://one/").send_model(engine, None)
    assert [(a.partition("//")[2], n, f) for a, n, f in engine.sent] == [
        ("one/model/users/1.parquet", 2, False),
        ("one/model/users/1.parquet", 1, True),
        ("one/model/users/2.parquet", 0, False),
    ]
    FarLake(places, "s3a://other").send_model(engine, None)
    assert len(engine.sent) == 6


@pytest.mark.parametrize("removes", [True, False])
def test_builds_that_the_workspace_has_no_longer_are_removed_and_nothing_else(places, removes):
    """b1 is there; b2 was given up; what Spark cannot remove is tried again."""
    engine = Noting(removes)
    for build_id in ("b1", "b2"):
        FarLake(places, "s3a://lake").begin(engine, build_id)
    engine.removed.clear()
    folder = places.build("b1")
    folder.mkdir()
    record = dict.fromkeys(("built_at", "known_at", "definition", "load", "form"))
    record |= {"id": "b1", "rows": {}, "seconds": {}, "address": "s3a://lake/builds/b1"}
    record |= {name: [] for name in ("loaded", "attributes", "lists", "tiers")}
    (folder / "build.json").write_text(json.dumps(record))
    FarLake(places, "s3a://lake").begin(engine, "b3")
    assert engine.removed == ["s3a://lake/builds/b2"]
    FarLake(places, "s3a://lake").begin(engine, "b4")
    again = ["s3a://lake/builds/b3"] if removes else ["s3a://lake/builds/b2", "s3a://lake/builds/b3"]
    assert engine.removed[1:] == again


def test_without_a_load_there_is_nothing_to_send(tmp_path):
    engine = Noting()
    assert read_records(Places(tmp_path)) == []
    FarLake(Places(tmp_path), "s3a://lake").send_model(engine, None)
    assert engine.sent == []
