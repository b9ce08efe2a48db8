"""Table rows to statements: the header cells tell which column is the matter and which the body."""

from __future__ import annotations

from functools import cache

from bot.language.bodies import Directory
from bot.language.lexicon import load_yaml
from bot.language.words import noun_key, tokenise, words
from bot.models import Passage, Role, Statement
from bot.yamlfile import as_mapping, as_words

Key = tuple[str, ...]


@cache
def _columns() -> tuple[frozenset[Key], dict[Key, Role], frozenset[Key]]:
    lists = load_yaml("tables.yaml")
    actors = {
        _key(name): Role(role)
        for role, node in as_mapping(lists["actors"], "tables.yaml: actors").items()
        for name in as_words(node, role)
    }
    matter = frozenset(_key(name) for name in as_words(lists["matter"], "tables.yaml: matter"))
    notes = frozenset(_key(name) for name in as_words(lists["notes"], "tables.yaml: notes"))
    return matter, actors, notes


def read_row(passage: Passage, directory: Directory) -> list[Statement]:
    """Return the statements of a table row: one for each body in a column whose header gives a role.

    A row without a matter column, or whose body cell names nobody, yields nothing.
    """
    matters, actors, notes = _columns()
    header = [_key(cell) for cell in passage.header]
    matter_at = next((i for i, key in enumerate(header) if key in matters), None)
    if matter_at is None:
        return []
    condition = "; ".join(c for k, c in zip(header, passage.cells, strict=False) if k in notes and c.strip("-– "))
    found = []
    for at, (key, cell) in enumerate(zip(header, passage.cells, strict=False)):
        if at == matter_at or key not in actors or matter_at >= len(passage.cells):
            continue
        for located in directory.find(tokenise(cell), question=True):
            found.append(
                Statement(
                    located.mention,
                    actors[key],
                    passage.header[at],
                    passage.cells[matter_at],
                    passage,
                    "table_row",
                    condition,
                )
            )
    return found


def _key(cell: str) -> Key:
    return tuple(noun_key(word) for word in words(cell))
