"""Places that a question may name, by the regions that a rule names instead ("Tyskland": i Europa, utanför Norden)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from bot.language.lexicon import load_yaml
from bot.language.words import fold, key
from bot.yamlfile import as_mapping, as_words

_HOME = "sweden"
_ENDINGS = ("a", "t")  # of a Swedish adjective
_PARTS = (_HOME, "nordic", "europe", "world")


def never_in(word: str, outside: str) -> frozenset[str]:
    """The keys of the regions that the place `word` does not lie in, of those that rules name. `outside` is as for `regions_of`."""
    part = _places().get(fold(word).removesuffix("s")) or _places().get(fold(word))
    if not part:
        return frozenset()
    lists = load_yaml("places.yaml")
    inside = as_words(as_mapping(lists["inside"], "inside")[part], f"inside.{part}")
    beyond = as_words(as_mapping(lists["outside"], "outside")[part], f"outside.{part}")
    abroad = as_words(lists["beyond"], "places.yaml: beyond") if part == _HOME else ()
    return frozenset((*map(key, (*beyond, *abroad)), *(f"{outside} {key(region)}" for region in inside)))


def regions_of(word: str, outside: str) -> tuple[tuple[str, ...], ...]:
    """The keys that a text may have for the place `word`: regions it lies in, and those behind `outside` that it does not.

    () for a word that is no listed place; `outside` is the preposition that sets apart ("utanför").
    """
    part = _places().get(fold(word).removesuffix("s")) or _places().get(fold(word))
    if not part:
        return ()
    lists = load_yaml("places.yaml")
    inside = as_words(as_mapping(lists["inside"], "inside")[part], f"inside.{part}")
    beyond = as_words(as_mapping(lists["outside"], "outside")[part], f"outside.{part}")
    return (*((key(region),) for region in inside), *((f"{outside} {key(region)}",) for region in beyond))


def abroad_of(word: str) -> tuple[str, ...]:
    """The keys of what a text may say of all that lies abroad ("internationell"), for a place or a region that does; else ()."""
    abroad, said = _abroad()
    spoken = fold(word)
    return () if abroad.isdisjoint((spoken, spoken.removesuffix("s"))) else said


def own_place(texts: Iterable[str]) -> str:
    """The name of the municipality that `texts` are of, folded and without a genitive's ending; "" where none is named most."""
    kinds = "|".join(as_words(load_yaml("places.yaml")["kinds"], "places.yaml: kinds"))
    pattern = re.compile(rf"\b([A-ZÅÄÖ][\w-]+) (?:{kinds})\b")
    counts = Counter(fold(name).removesuffix("s") for text in texts for name in pattern.findall(text))
    return counts.most_common(1)[0][0] if counts else ""


@cache
def _abroad() -> tuple[frozenset[str], tuple[str, ...]]:
    """The places and regions abroad, and the keys of what a text may say of them all."""
    lists = load_yaml("places.yaml")
    regions = map(fold, as_words(lists["regions"], "places.yaml: regions"))
    places = (name for name, part in _places().items() if part != _HOME)
    return frozenset((*regions, *places)), tuple(map(key, as_words(lists["abroad"], "places.yaml: abroad")))


def is_nationality(word: str) -> bool:
    """Whether `word` is the adjective of a country, in any form ("en *tysk* partner")."""
    return fold(word) in _nationalities()


@cache
def _nationalities() -> frozenset[str]:
    listed = as_words(load_yaml("places.yaml")["nationalities"], "places.yaml: nationalities")
    swedish = (f"{row.split()[0]}{ending}" for row in listed for ending in _ENDINGS)
    return frozenset(fold(word) for row in (*listed, *swedish) for word in row.split())


@cache
def _places() -> Mapping[str, str]:
    listed = {part: as_words(load_yaml("places.yaml")[part], f"places.yaml: {part}") for part in _PARTS}
    return {fold(name): part for part, rows in listed.items() for row in rows for name in row.split()}
