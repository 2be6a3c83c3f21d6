"""The rules of all keywords: when all values of a meet satisfy one. Each says no where it is not sure."""

from collections.abc import Mapping

from runbridge.schema_diff.prover import Rule
from runbridge.schema_diff.rules_combinators import CHOICE_RULES
from runbridge.schema_diff.rules_containers import PART_RULES
from runbridge.schema_diff.rules_scalars import VALUE_RULES

RULES: Mapping[str, Rule] = {**VALUE_RULES, **PART_RULES, **CHOICE_RULES}
