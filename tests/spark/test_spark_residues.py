"""Residues that really passed through Spark, which gives records the same fields and leaves out nulls."""

from pathlib import Path
from typing import Any

import pytest

from runbridge.laws.json_tokens import read_tokens as read
from tests.record.test_record_data_frames import SOURCES, trips
from tests.spark.session import QUIET

pytestmark = QUIET


@pytest.mark.parametrize("residue", ["embed", "text"])
def test_residues_come_back_or_are_reported(residue: str, spark: Any, tmp_path: Path) -> None:
    def through_spark(source: Path, target: Path) -> None:
        folder = tmp_path / "spark"
        spark.read.json(str(source)).coalesce(1).sortWithinPartitions("n").write.json(str(folder))
        (part,) = folder.glob("part-*.json")
        lines = part.read_bytes().splitlines()
        # Spark leaves out null: a record without residue has no such field.
        whole = [line if b"_residue" in line else b'{"_residue":null}' for line in lines]
        target.write_bytes(b"\n".join(whole))

    for source, done in zip(SOURCES, trips(through_spark, tmp_path, residue), strict=True):
        back = read(done.data)
        reported = {loss.field for loss in done.losses if loss.kind in ("altered", "ignored")}
        assert {name for name in source.keys() | back.keys() if source.get(name) != back.get(name)} <= reported
        assert source.keys() == back.keys()
        assert residue == "embed" or (back, reported) == (source, set())
