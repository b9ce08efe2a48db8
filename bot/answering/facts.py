"""What kind of fact a question wants, and whether a passage holds one."""

from __future__ import annotations

import re
from functools import cache

from bot.language.lexicon import load_yaml
from bot.yamlfile import as_mapping, as_text

_NAME = re.compile(r"(?<=[a-zåäö,] )[A-ZÅÄÖ][a-zåäö]+")


def holds(typed: str, text: str) -> bool:
    """Whether `text` holds a fact of the kind: a date, a number, a reference number, or a name inside a sentence."""
    if not typed:
        return True
    if typed == "names":
        return bool(_NAME.search(text))
    return bool(_pattern(typed).search(text))


@cache
def _pattern(typed: str) -> re.Pattern[str]:
    patterns = as_mapping(load_yaml("facts.yaml")["patterns"], "facts.yaml: patterns")
    return re.compile(as_text(patterns[typed], typed), re.IGNORECASE)
