"""The rules of all keywords: when all values of a meet satisfy one. Each says no where it is not sure."""

from collections.abc import Mapping

from runbridge.evolution.choice_rules import CHOICE_RULES
from runbridge.evolution.part_rules import PART_RULES
from runbridge.evolution.proving import Rule
from runbridge.evolution.value_rules import VALUE_RULES

RULES: Mapping[str, Rule] = {**VALUE_RULES, **PART_RULES, **CHOICE_RULES}
