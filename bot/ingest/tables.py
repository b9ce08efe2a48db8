"""Table rows to statements: the header cells tell which column is the matter and which the body."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from bot.language.bodies import Directory, actor_key
from bot.language.lexicon import load_lexicon, load_yaml
from bot.language.words import noun_key, tokenise, words
from bot.models import Actor, ActorMention, Passage, Role, Statement
from bot.yamlfile import as_mapping, as_words

Key = tuple[str, ...]
_LONGEST_NAME = 5  # words
_HYPHENS = "-–&"


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
    matters, actors, _ = _columns()
    header = [_key(cell) for cell in passage.header]
    matter_at = next((i for i, key in enumerate(header) if key in matters), None)
    crossed = _crossed(passage, directory, matter_at or 0)
    if crossed:
        return crossed
    if matter_at is None:
        return _told(passage, directory, header)
    condition = "; ".join(remarks(passage))
    found = []
    for at, (key, cell) in enumerate(zip(header, passage.cells, strict=False)):
        if at == matter_at or key not in actors or matter_at >= len(passage.cells):
            continue
        for mention in _delegates(cell, directory):
            found.append(
                Statement(
                    mention,
                    actors[key],
                    passage.header[at],
                    passage.cells[matter_at],
                    passage,
                    "table_row",
                    condition,
                )
            )
    giving = next((at for at, key in enumerate(header) if key in actors), -1)
    for cell in remarks(passage) if giving >= 0 else ():
        case, colon, name = cell.partition(":")
        tokens = tokenise(name)
        bodies = directory.find(tokens, question=True) if colon else []
        if len(bodies) == 1 and bodies[0].start == 0 and all(not t.is_word for t in tokens[bodies[0].end :]):
            matter = passage.cells[matter_at]
            role, verb = actors[header[giving]], passage.header[giving]
            found.append(Statement(bodies[0].mention, role, verb, matter, passage, "table_row", case.strip()))
    return found


def remarks(passage: Passage) -> list[str]:
    """The cells of a row that limit or remark, without those that hold a mark only."""
    _, _, notes = _columns()
    pairs = zip(passage.header, passage.cells, strict=False)
    return [cell for name, cell in pairs if _key(name) in notes and cell.strip("-– ")]


def _told(passage: Passage, directory: Directory, header: list[Key]) -> list[Statement]:
    """The statements of a row with a column of bodies and one that says what each does ("Funktion | Ansvar")."""
    told, bodies = _told_columns()
    _, actors, _ = _columns()
    at = next((i for i, key in enumerate(header) if key in told), -1)
    who = next((i for i, key in enumerate(header) if i != at and (key in bodies or key in actors)), -1)
    if at < 0 or who < 0 or max(at, who) >= len(passage.cells) or not passage.cells[at].strip("-– "):
        return []
    own = actors.get(header[who], Role.RESPONSIBLE)
    role, verb = (told[header[at]], passage.header[at]) if own is Role.RESPONSIBLE else (own, passage.header[who])
    condition = "; ".join(remarks(passage))
    return [
        Statement(one, role, verb, passage.cells[at], passage, "table_row", condition)
        for one in _delegates(passage.cells[who], directory)
    ]


@cache
def _told_columns() -> tuple[dict[Key, Role], frozenset[Key]]:
    lists = load_yaml("tables.yaml")
    told = {
        _key(name): Role(role)
        for role, node in as_mapping(lists["told"], "tables.yaml: told").items()
        for name in as_words(node, role)
    }
    return told, frozenset(_key(name) for name in as_words(lists["bodies"], "tables.yaml: bodies"))


def named_in(cell: str, directory: Directory) -> list[ActorMention]:
    """The bodies of a text that consists of nothing but known bodies; [] for any other."""
    tokens = tokenise(cell)
    found = directory.find(tokens, question=True)
    inside = {at for one in found for at in range(one.start, one.end)}
    _, between = _small_words()
    determiners = load_lexicon().words_of("determiners")
    rest = [t.text.lower() for at, t in enumerate(tokens) if at not in inside and t.is_word]
    return [one.mention for one in found] if all(word in between or word in determiners for word in rest) else []


def _crossed(passage: Passage, directory: Directory, matter_at: int) -> list[Statement]:
    """The statements of a row whose columns are bodies and whose cells say what each does."""
    found = []
    for at, (name, cell) in enumerate(zip(passage.header, passage.cells, strict=False)):
        role = _cell_roles().get(_key(cell))
        if at == matter_at or role is None or matter_at >= len(passage.cells):
            continue
        tokens = tokenise(name)
        bodies = directory.find(tokens, question=True)
        if len(bodies) == 1 and bodies[0].start == 0 and bodies[0].end == len(tokens):
            matter = passage.cells[matter_at]
            found.append(Statement(bodies[0].mention, role, cell, matter, passage, "table_row"))
    return found


@cache
def _cell_roles() -> dict[Key, Role]:
    cells = as_mapping(load_yaml("tables.yaml")["cells"], "tables.yaml: cells")
    return {_key(name): Role(role) for role, node in cells.items() for name in as_words(node, role)}


def unlisted(statements: Iterable[Statement], directory: Directory) -> list[Actor]:
    """The bodies that only a table's cells name, so that questions know them too."""
    named = {s.actor.name for s in statements if s.rule == "table_row" and s.actor}
    return [Actor(name) for name in sorted(named) if not directory.find(tokenise(name), question=True)]


def _delegates(cell: str, directory: Directory) -> list[ActorMention]:
    """The bodies of a cell: those that are known by their names, and what else stands alone between commas."""
    nobody, between = _small_words()
    tokens = tokenise(cell)
    whole = directory.find(tokens)  # "Respektive förvaltning" as the text has it
    if len(whole) == 1 and whole[0].start == 0 and whole[0].end == len(tokens):
        return [whole[0].mention]
    known = directory.find(tokens, question=True)
    inside = {at: one for one in known for at in range(one.start, one.end)}
    found: list[ActorMention] = []
    part: list[str] = []
    for at, token in enumerate([*tokens, None]):
        if token is not None and at in inside:
            if inside[at].start == at:
                found.append(inside[at].mention)
            part.append("")  # what stands beside a known body describes it
        elif token is not None and token.is_word and token.text.lower() not in between:
            part.append(token.text)
        elif token is None or token.is_word or token.text not in _HYPHENS:
            name = " ".join(part)
            if _is_name(part, name, nobody):
                name = name[:1].upper() + name[1:]
                found.append(ActorMention(name, (actor_key(name),)))
            part = []
    return found


def _is_name(part: list[str], name: str, nobody: frozenset[str]) -> bool:
    if not part or "" in part or len(part) > _LONGEST_NAME or len(name) < 2 or _key(name) in _cell_roles():
        return False
    return part[0].lower() not in nobody and not any(character.isdigit() for character in name)


@cache
def _small_words() -> tuple[frozenset[str], frozenset[str]]:
    lists = load_yaml("tables.yaml")
    nobody, between = (as_words(lists[name], f"tables.yaml: {name}") for name in ("nobody", "between"))
    return frozenset(nobody), frozenset(between)


def _key(cell: str) -> Key:
    return tuple(noun_key(word) for word in words(cell))
