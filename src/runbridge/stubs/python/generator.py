"""Text of Python through datamodel-code-generator, laid out by the templates beside this package."""

import json
import tempfile
from collections import defaultdict
from pathlib import Path

from runbridge.extras import load
from runbridge.stubs.python.generator_input import Derived

_TEMPLATES = Path(__file__).parent.parent / "templates"


def generate(derived: Derived, target: str) -> str:
    """The text of a derived schema's classes, not formatted yet.

    Raises MissingExtra when datamodel-code-generator is not installed.
    """
    load("datamodel_code_generator", extra="stubs")
    from datamodel_code_generator import InputFileType, LiteralType, PythonVersion
    from datamodel_code_generator import generate as generate_code
    from datamodel_code_generator.enums import DataModelType

    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "module.py"
        generate_code(
            json.dumps(derived.schema),
            input_file_type=InputFileType.JsonSchema,
            output=output,
            # It writes types as they are, where those for a library have opinions of them.
            output_model_type=DataModelType.DataclassesDataclass,
            target_python_version=PythonVersion.PY_311,
            custom_template_dir=_TEMPLATES / target,
            # There is none: ours is put before the text when it is done.
            custom_file_header="#",
            custom_class_name_generator=str,
            extra_template_data=defaultdict(dict, {name: {"stub": told} for name, told in derived.classes.items()}),
            disable_future_imports=True,
            disable_timestamp=True,
            enum_field_as_literal=LiteralType.All,
            formatters=[],
            settings_path=Path(folder),
            use_double_quotes=True,
            use_standard_collections=True,
            use_tuple_for_closed_arrays=True,
            use_tuple_for_fixed_items=True,
            use_union_operator=True,
        )
        return output.read_text(encoding="utf-8")
