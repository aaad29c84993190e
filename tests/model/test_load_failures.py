"""A load that fails, is killed or meets another one leaves the lake as it was."""

import os
import sys
from pathlib import Path

import pytest

from abmetry.errors import LoadError
from abmetry.model import load as load_module
from abmetry.workspace.alone import alone

sys.path.insert(0, str(Path(__file__).parent))
from workspaces import Loading, counts, parquet

ACCOUNTS = "account_id,name\na,Acme\nb,Beta\n"


def test_two_loads_exclude_each_other(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    loading.load({"accounts.csv": ACCOUNTS})
    lock = loading.workspace.places.home / "load.lock"
    with alone(lock, LoadError("taken")), pytest.raises(LoadError, match="Another load"):
        loading.load()
    assert lock.exists(), "the file stays; what counts is whether somebody holds it"
    loading.load()


def test_a_full_disk_leaves_the_lake_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loading = Loading(tmp_path)
    loading.load({"accounts.csv": ACCOUNTS})
    before = sorted(loading.workspace.places.lake.rglob("*"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "somewhere")

    monkeypatch.setattr(load_module, "write_record", full)
    with pytest.raises(LoadError, match="No space left on device"):
        loading.load({"accounts.csv": ACCOUNTS + "c,Gamma\n"})
    assert sorted(loading.workspace.places.lake.rglob("*")) == before
    monkeypatch.undo()
    assert counts(loading.load(), "accounts") == (3, 1, 2, 0)


def test_a_file_limit_while_writing_is_one_sentence(tmp_path: Path) -> None:
    """A process that may write files of one megabyte only, as a nearly full disk would have it."""
    pytest.importorskip("resource")
    loading = Loading(tmp_path)
    rows = "".join(f"{i},{i * 7919 % 1000003}-{i * 104729 % 1000033}\n" for i in range(200_000))
    (loading.files / "accounts.csv").write_text("account_id,name\n" + rows)
    import subprocess

    code = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))\n"
        "from abmetry.errors import LoadError\n"
        "from abmetry.model.load import load\n"
        "from abmetry.workspace.workspace import Workspace\n"
        "try:\n    load(Workspace.open(sys.argv[1]))\n"
        "except LoadError as error:\n    print(error.message)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(load_module.__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert done.stdout == "The lake cannot be written: File too large.\n"
    assert list(loading.workspace.places.model.rglob("*.parquet")) == []


def test_leftovers_of_a_killed_load_are_removed_and_never_counted(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    loading.load({"accounts.csv": ACCOUNTS})
    stored = next(loading.workspace.places.model.rglob("*.parquet"))
    orphan = stored.with_name("20990101T000000.000000Z-0.parquet")
    orphan.write_bytes(stored.read_bytes())
    assert len(loading.rows("model_accounts")) == 2
    loading.load()
    assert not orphan.exists()


def test_a_file_that_changes_while_it_is_read_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A further load reads changed rows a second time; by then the file has lost its rows."""
    from abmetry.model import finish as finish_module

    loading = Loading(tmp_path)
    path = loading.files / "accounts.parquet"
    parquet(path, range(10))
    loading.load()
    parquet(path, range(10), "new")
    whole = finish_module.store

    def shrunk(*args: object) -> tuple[str, ...]:
        parquet(path, range(5), "new")
        return whole(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(finish_module, "store", shrunk)
    report = loading.load()
    assert [(left.file, left.reason) for left in report.record.refused] == [
        ("accounts.parquet", "It changed while it was read. Load again once it is complete.")
    ]
    assert report.record.tables == ()
    assert loading.rows("model_accounts")[3]["name"] == "n3"
