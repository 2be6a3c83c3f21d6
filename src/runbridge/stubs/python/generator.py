"""Runs datamodel-code-generator with the templates of this package."""

import json
import tempfile
from collections import defaultdict
from pathlib import Path

from runbridge.extras import load
from runbridge.stubs.python.generator_input import GeneratorInput

_TEMPLATES = Path(__file__).parent.parent / "templates"


def generate(inputs: GeneratorInput, target: str) -> str:
    """The text of the classes of a schema, not formatted yet.

    Raises MissingExtra when datamodel-code-generator is not installed.
    """
    load("datamodel_code_generator", extra="stubs")
    from datamodel_code_generator import InputFileType, LiteralType, PythonVersion
    from datamodel_code_generator import generate as generate_code
    from datamodel_code_generator.enums import DataModelType

    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "module.py"
        generate_code(
            json.dumps(inputs.schema),
            input_file_type=InputFileType.JsonSchema,
            output=output,
            # This model type leaves types unchanged; those for the libraries adapt them.
            output_model_type=DataModelType.DataclassesDataclass,
            target_python_version=PythonVersion.PY_311,
            custom_template_dir=_TEMPLATES / target,
            # The header is added later.
            custom_file_header="#",
            custom_class_name_generator=str,
            extra_template_data=defaultdict(
                dict, {name: {"stub": context} for name, context in inputs.classes.items()}
            ),
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
