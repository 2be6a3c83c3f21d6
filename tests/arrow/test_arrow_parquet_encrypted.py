"""Partly encrypted Parquet files: other columns can be read, and encrypted ones are an error."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
from runbridge._pyarrow import load, pa
from runbridge.arrow import convert_parquet, validate_parquet
from runbridge.errors import BadInput
from runbridge.problem_messages import brief
from tests.pipeline.sample_records import GOOD, RUN

pq = load("pyarrow.parquet")
#: Not every build of pyarrow has it.
pe: Any = pytest.importorskip("pyarrow.parquet.encryption")


class Keys(pe.KmsClient):  # type: ignore[misc]  # pyarrow ships no types
    """Keys that are wrapped by nothing."""

    def wrap_key(self, key: bytes, _master: str) -> bytes:
        return base64.b64encode(key)

    def unwrap_key(self, key: bytes, _master: str) -> bytes:
        return base64.b64decode(key)


def make_keys(_configuration: Any) -> Keys:
    return Keys()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with a column that only who has a key can read, and a footer that all can."""
    table = pa.table({"payload": GOOD, "secret": [*range(len(GOOD))]})
    configuration = pe.EncryptionConfiguration(footer_key="f", column_keys={"c": ["secret"]}, plaintext_footer=True)
    factory = pe.CryptoFactory(make_keys)
    properties = factory.file_encryption_properties(pe.KmsConnectionConfig(), configuration)
    with pq.ParquetWriter(tmp_path / "in.parquet", table.schema, encryption_properties=properties) as writer:
        writer.write_table(table)
    return tmp_path / "in.parquet"


def test_columns_that_are_not_encrypted_can_be_read(path: Path) -> None:
    done = convert_parquet(path, path.with_name("out"), RUN, column="payload")
    assert (done.records, done.passed) == (len(GOOD), len(GOOD))
    assert path.with_name("out").read_bytes().splitlines() == [rb.convert(row, RUN).data for row in GOOD]
    assert validate_parquet(path, column="payload").passed == len(GOOD)


def test_an_encrypted_column_is_an_error(path: Path) -> None:
    output = path.with_name("out.parquet")
    works: list[Callable[[], rb.Summary]] = [
        lambda: convert_parquet(path, output, RUN, column="payload"),
        lambda: validate_parquet(path, column="payload", output=output),
    ]
    for work in works:
        with pytest.raises(BadInput) as caught:
            work()
        reason = brief("Cannot decrypt ColumnMetadata. FileDecryption is not setup correctly")
        assert (caught.value.filename, caught.value.strerror) == (
            str(path),
            f"not a Parquet file that can be read ({reason})",
        )
    assert [each.name for each in path.parent.iterdir()] == ["in.parquet"]
