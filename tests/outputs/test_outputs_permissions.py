"""Permissions, owners and hard links of outputs: what a replaced file passes on, and what a new file gets."""

import errno
import os
import stat
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
from runbridge.inputs.sources import common_permissions
from runbridge.outputs.atomic import open_outputs
from runbridge.tables.export import export_file
from tests.pipeline.output_helpers import write
from tests.pipeline.sample_records import RUN, model


def test_set_id_and_sticky_bits_are_dropped(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("old")
    out.chmod(0o7754)
    write("new", to=[out])
    assert stat.S_IMODE(out.stat().st_mode) == 0o754


class Chown:
    """Stands in for os.chown, which changes owners only for root."""

    def __init__(self, allowed: set[tuple[int, int]]) -> None:
        self._allowed = allowed
        self.calls: list[tuple[int, int]] = []

    def __call__(self, path: Path, owner: int, group: int) -> None:
        self.calls.append((owner, group))
        if (owner, group) not in self._allowed:
            raise PermissionError(errno.EPERM, "Operation not permitted")


@pytest.mark.parametrize(
    ("allowed", "calls", "mode"),
    [
        ({(7, 8)}, [(7, 8)], 0o654),
        ({(-1, 8)}, [(7, 8), (-1, 8)], 0o654),
        (set(), [(7, 8), (-1, 8)], 0o644),
    ],
    ids=["owner and group", "group", "neither"],
)
def test_owner_and_group_are_kept_where_that_is_allowed(
    tmp_path: Path,
    allowed: set[tuple[int, int]],
    calls: list[tuple[int, int]],
    mode: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from runbridge.outputs.atomic import _set_permissions

    class Old:
        def stat(self) -> os.stat_result:
            return os.stat_result((0o100654, 0, 0, 1, 7, 8, 0, 0, 0, 0))

    chown = Chown(allowed)
    monkeypatch.setattr(os, "chown", chown, raising=False)
    (tmp_path / "new").touch()
    old: Any = Old()
    _set_permissions(tmp_path / "new", old, 0o666)
    assert chown.calls == calls
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == mode


@pytest.mark.skipif(not hasattr(os, "chown") or os.geteuid() != 0, reason="only root gives files away")
def test_root_keeps_the_owner_of_a_file(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("old")
    os.chown(out, 12345, 54321)
    out.chmod(0o640)
    write("new", to=[out])
    status = out.stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (12345, 54321, 0o640)


def test_read_only_files_and_hard_links_are_replaced(tmp_path: Path) -> None:
    out, link = tmp_path / "out", tmp_path / "link"
    out.write_text("old")
    link.hardlink_to(out)
    out.chmod(0o444)
    write("new", to=[out])
    assert (out.read_text(), stat.S_IMODE(out.stat().st_mode)) == ("new", 0o444)
    assert (link.read_text(), link.stat().st_nlink) == ("old", 1)


def test_permissions_limit_those_of_a_new_file_only(tmp_path: Path) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    old.touch()
    old.chmod(0o604)
    mask = os.umask(0o002)
    try:
        with open_outputs(str(new), str(old), permissions={str(new): 0o626, str(old): 0o600}):
            pass
    finally:
        os.umask(mask)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (new, old)] == [0o624, 0o604]


def test_rejects_and_sidecar_are_as_private_as_the_inputs(tmp_path: Path) -> None:
    records = tmp_path / "records"
    records.write_bytes(model() + b"\n{\n")
    records.chmod(0o600)
    rb.convert_file(
        records,
        tmp_path / "out",
        RUN,
        residue="sidecar",
        sidecar=tmp_path / "sidecar",
        rejects=tmp_path / "rejects",
    )
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {"records": 0o600, "rejects": 0o600, "sidecar": 0o600, "out": modes["out"]}


def test_rejects_of_an_export_are_as_private_as_the_inputs(tmp_path: Path) -> None:
    records = tmp_path / "records"
    records.write_bytes(model() + b"\n{\n")
    records.chmod(0o400)
    export_file(records, tmp_path / "out.parquet", rejects=tmp_path / "rejects")
    assert stat.S_IMODE((tmp_path / "rejects").stat().st_mode) == 0o600


def test_common_permissions_are_those_that_all_files_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, mode in (("a", 0o644), ("b", 0o460), ("c", 0o666)):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(mode)
    paths = [str(tmp_path / name) for name in "abc"]
    assert oct(common_permissions(paths)) == "0o640"
    assert oct(common_permissions([paths[0], os.devnull, str(tmp_path / "missing")])) == "0o644"
    assert oct(common_permissions([])) == "0o666"
    with Path(paths[1]).open() as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        assert oct(common_permissions(["-"])) == "0o660"
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO()))
    assert oct(common_permissions(["-"])) == "0o666"
