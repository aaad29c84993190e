"""Files of the model are as they were written, or are named."""

from pathlib import Path

import pytest

from abmetry.model.intact import DamagedModelError, check_files, mark_of
from abmetry.model.records import read_records
from model.workspaces import Loading


def test_a_mark_is_size_and_crc32(tmp_path: Path) -> None:
    """The CRC-32 of "123456789" is cbf43926, the check value of every description of it."""
    (tmp_path / "file").write_bytes(b"123456789")
    assert mark_of(tmp_path / "file") == "9-cbf43926"


def test_a_changed_file_is_named_with_its_record(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    record = loading.load({"accounts.csv": "account_id,name\na,Acme\n"}).record
    places = loading.workspace.places
    check_files(places, read_records(places), whole=True)
    path = next(places.model.rglob("*.parquet"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    check_files(places, [record], whole=False)
    with pytest.raises(DamagedModelError, match=path.name) as told:
        check_files(places, [record], whole=True)
    assert f"{record.load_id}.json" in (told.value.help or "")
    path.write_bytes(content[:-1])
    with pytest.raises(DamagedModelError, match="damaged"):
        check_files(places, [record], whole=False)
    path.unlink()
    with pytest.raises(DamagedModelError, match="not there"):
        check_files(places, [record], whole=False)
