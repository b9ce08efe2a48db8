"""List items that are no sentence but a matter and a body parted by a colon ("Resor inom länet: enhetschefen"), in either order."""

from __future__ import annotations

from functools import cache

from bot.ingest.tables import named_in
from bot.language.bodies import Directory
from bot.language.lexicon import load_lexicon, load_yaml
from bot.language.words import words
from bot.models import Passage, Role, Statement
from bot.yamlfile import as_mapping, as_words

_LONGEST = 25  # words of an item


def read_pair(passage: Passage, directory: Directory) -> list[Statement]:
    """Return the statements of an item "matter: body" or "body: matter".

    The lead-in, or else the heading above it, says which role the list hands out; [] where neither does, or where it is a sentence.
    """
    left, colon, right = (part.strip(" .;,") for part in passage.text.partition(": "))
    if passage.kind != "item" or not colon or not left or not right or len(words(passage.text)) > _LONGEST:
        return []
    role, word = _role(passage.lead_in)
    if role is None:
        role, word = _role(" ".join(passage.heading[-1:]))
    if role is None or _is_clause(left):
        return []
    if bodies := named_in(right, directory):
        return [Statement(one, role, word, left, passage, "pair") for one in bodies]
    bodies = named_in(left, directory)
    return [Statement(one, role, word, right, passage, "pair") for one in bodies] if not _is_clause(right) else []


def _is_clause(text: str) -> bool:
    return any(word in load_lexicon().finite_verbs for word in words(text))


def _role(text: str) -> tuple[Role | None, str]:
    """The role that the words above a list speak of, and the word that does."""
    for role, stems in _stems():
        for word in words(text):
            if word.startswith(stems):
                return role, word
    return None, ""


@cache
def _stems() -> tuple[tuple[Role, tuple[str, ...]], ...]:
    listed = as_mapping(load_yaml("tables.yaml")["pairs"], "tables.yaml: pairs")
    return tuple((Role(role), as_words(node, f"tables.yaml: pairs.{role}")) for role, node in listed.items())
