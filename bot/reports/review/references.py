"""References to sections of the same text that it does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bot.language.lexicon import load_yaml
from bot.models import Document, Passage
from bot.yamlfile import as_text

_DECIMAL = re.compile(r"(\d+(?:\.\d+)*)\.?(?=\s|$)")
_SIGN = re.compile(r"§\s*(\d+)|(\d+)\s*[a-z]?\s*§")
_ENOUGH = 3  # headings of a kind by which a text is seen to be numbered so


def find_references(document: Document) -> Iterator[tuple[Passage, str]]:
    """The passages that refer to a numbered section or paragraph that the text does not have, each with the number."""
    headings = {p.heading[-1] for p in document.passages if p.heading}
    decimals = {match.group(1) for heading in headings if (match := _DECIMAL.match(heading))}
    signs = {match.group(1) or match.group(2) for heading in headings if (match := _SIGN.match(heading))}
    reference, sign = _patterns()
    for passage in document.passages:
        if len(decimals) >= _ENOUGH:
            for match in reference.finditer(passage.text):
                if match["number"] not in decimals:
                    yield passage, match["number"]
        if len(signs) >= _ENOUGH:
            for match in sign.finditer(passage.text):
                number = match["before"] or match["behind"]
                if number not in signs:
                    yield passage, f"§ {number}"


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lists = load_yaml("review.yaml")
    first, second = (
        re.compile(as_text(lists[name], f"review.yaml: {name}"), re.IGNORECASE) for name in ("reference", "sign")
    )
    return first, second
