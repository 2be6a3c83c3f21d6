"""Tables of measurements on pages are the output of the scripts that they name."""

import json
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
from tests.schemas.samples import RECORDS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "types" / "validators.md"
CASES: list[tuple[str, str, bool]] = json.loads(
    (ROOT / "findings" / "exported_schema_cases.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", ["validators_on_exported_schemas", "jq_versions_number_text"])
def test_a_table_is_the_output_of_its_script(name: str) -> None:
    script = (ROOT / "findings" / f"{name}.sh").read_text(encoding="utf-8")
    table = script.partition("expect <<'SEEN'\n")[2].removesuffix("SEEN\n")
    assert table.count("\n") > 4
    assert f"\n{table}\n" in PAGE.read_text(encoding="utf-8")
    assert f"findings/{name}.sh" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(("field", "text", "valid"), CASES)
def test_the_column_of_valid_values_has_our_verdicts(field: str, text: str, valid: bool) -> None:
    record: dict[str, Any] = {name: value for name, value in RECORDS["workflow-run-model"].items() if name != field}
    data = f'{json.dumps(record)[:-1]}, "{field}": {text}}}'
    assert (rb.validate(data, "workflow-run-model") == []) == valid
