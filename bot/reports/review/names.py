"""Bodies that nobody listed, and abbreviations that nobody spelt out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from bot.engine import Library
from bot.language.bodies import Directory, actor_key
from bot.language.lexicon import load_yaml
from bot.models import Passage, Standing
from bot.yamlfile import as_words

_SHORT = re.compile(r"(?<![\w/-])([A-ZÅÄÖ]{2,5})(?::s)?(?![\w/-])")
_ROMAN = re.compile(r"[IVXLCDM]+")
_OFTEN = 3  # statements of a body that is worth an entry
ACTORS = "actors.yaml"
_OVER = (Standing.SUPERSEDED, Standing.REVOKED)
Row = tuple[str, str, Passage | None, tuple[tuple[str, str], ...], str]


def find_names(library: Library, directory: Directory) -> Iterator[Row]:
    """Findings as rows: kind, file, passage, values, YAML to paste."""
    yield from _unlisted(library)
    yield from _not_spelt_out(library, directory)


def _unlisted(library: Library) -> Iterator[Row]:
    """Bodies without an entry that are named often or abbreviated, as one piece of YAML to add; abbreviations of listed ones."""
    listed = {actor_key(name) for actor in library.actors for name in (actor.name, *actor.aliases)}
    short: dict[str, set[str]] = {}
    for document in library.documents:
        for actor in document.actors:
            short.setdefault(actor.name, set()).update(actor.abbreviations)
    count: Counter[str] = Counter()
    for document in library.documents:
        for statement in document.statements if document.info.standing not in _OVER else ():
            named = statement.actor
            if named and not (named.generic or named.plural) and len(named.keys) == 1 and named.keys[0] not in listed:
                count[named.name] += 1
    worth = [name for name, times in count.most_common() if times >= _OFTEN or short.get(name)]
    if worth:
        entries = [f'  - {{name: "{name}"{_abbreviations(short.get(name, ()))}}}' for name in worth]
        yield "unlisted", ACTORS, None, (("count", str(len(worth))),), "\n".join(["actors:", *entries])
    for actor in library.actors:
        extra = sorted(short.get(actor.name, set()) - set(actor.abbreviations))
        if extra:
            proposal = f'actors:\n  - {{name: "{actor.name}"{_abbreviations((*actor.abbreviations, *extra))}}}'
            yield "new_abbreviation", ACTORS, None, (("name", actor.name), ("short", ", ".join(extra))), proposal


def _abbreviations(short: Iterable[str]) -> str:
    told = ", ".join(sorted(short))
    return f", abbreviations: [{told}]" if told else ""


def _not_spelt_out(library: Library, directory: Directory) -> Iterator[Row]:
    """Abbreviations that the texts use and never spell out, at the first place of each."""
    known = {short for actor in directory.actors for short in actor.abbreviations} | _common()
    spelt: set[str] = set()
    uses: dict[str, list[Passage]] = {}
    for document in library.documents:
        telling = {s.passage.ordinal for s in document.statements}
        for passage in document.passages:
            text = passage.text
            if passage.kind == "heading" or sum(c.isupper() for c in text) > len(text) / 2:
                continue
            for match in _SHORT.finditer(text):
                short, behind = match.group(1), text[match.end() : match.end() + 2]
                before = text[: match.start()]
                if before.endswith("(") or behind.startswith(" ("):
                    spelt.add(short)
                elif short not in known and not _ROMAN.fullmatch(short) and document.info.standing not in _OVER:
                    uses.setdefault(short, []).extend([passage] * (2 if passage.ordinal in telling else 1))
    for short, passages in uses.items():
        if short not in spelt and len(passages) > 1:
            yield "not_spelt_out", passages[0].citation.file, passages[0], (("short", short),), ""


@cache
def _common() -> frozenset[str]:
    return frozenset(as_words(load_yaml("review.yaml")["common"], "review.yaml: common"))
