"""How the name of a body that nobody listed is built: by its last part, its ending, its number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.language.dictionary import is_base_form, is_word
from bot.language.lexicon import load_lexicon, load_yaml
from bot.language.words import noun_key
from bot.yamlfile import as_words


@dataclass(frozen=True, slots=True)
class Heads:
    """The lists of bodies.yaml, as what words are compared with."""

    heads: tuple[str, ...]
    definite: tuple[str, ...]
    compounds: tuple[str, ...]
    never: frozenset[str]
    person: tuple[str, ...]
    plural: tuple[str, ...]
    definite_endings: tuple[str, ...]
    indefinite_plural: tuple[str, ...]
    certain_endings: tuple[str, ...]
    units: frozenset[str]


@cache
def load_heads() -> Heads:
    """Read bodies.yaml. Raises UserError for a fault in it."""
    lists = load_yaml("bodies.yaml")
    read = {name: as_words(lists[name], f"bodies.yaml: {name}") for name in lists}
    never = frozenset(noun_key(word) for word in read["never"])
    return Heads(
        _as_ending(read["heads"]), _as_ending(read["definite"]), read["compounds"], never, _as_ending(read["person"]), read["plural"],
        read["definite_endings"], read["indefinite_plural"], read["certain_endings"],
        frozenset(noun_key(word) for word in read["units"]),
    )  # fmt: skip


def _as_ending(heads: Iterable[str]) -> tuple[str, ...]:
    """The keys of heads as they end the key of a compound: a short word keeps more of its ending than a long one."""
    prefix = "xxxx"
    return tuple(
        dict.fromkeys(key for head in heads for key in (noun_key(head), noun_key(prefix + head)[len(prefix) :]))
    )


@cache
def head_forms() -> tuple[str, ...]:
    """The commonest heads in the forms in which a question may misspell them."""
    return as_words(load_yaml("bodies.yaml")["forms"], "bodies.yaml: forms")


@lru_cache(maxsize=50_000)
def is_head(word: str, determined: bool) -> bool:
    """Whether `word` names a body; `determined`: an article or the like stands before it."""
    lexicon = load_lexicon()
    if word.lower() in lexicon.forms or word.lower() in lexicon.finite_verbs or word.lower() in lexicon.passives:
        return False  # "samordnar" is no "samordnare", and "översättas" no "ersättare"
    key = noun_key(word)
    heads = load_heads()
    if key in heads.never or any(key.endswith(never) for never in heads.never if len(never) >= 5):
        return False
    if _ends_in(key, heads.heads):
        return True
    if any(head[:-1] in word.lower()[3:] for head in heads.compounds):
        return determined or is_definite(word, key)
    return _ends_in(key, heads.definite) and (determined or is_definite(word, key))


def is_bare_head(word: str) -> bool:
    """Whether a word is one that names a body only where it is spoken of as known ("råd", not "rådet" or "ungdomsråd")."""
    key = noun_key(word)
    return key in load_heads().definite and not is_definite(word, key)


def _ends_in(key: str, heads: tuple[str, ...]) -> bool:
    return any(key == head or (key.endswith(head) and len(key) - len(head) >= 2 and len(head) > 2) for head in heads)


def is_definite(word: str, key: str) -> bool:
    """Whether `word`, of which `key` is the key, has a definite ending ("beredningen")."""
    tail = word.lower().removesuffix("s")[len(key) :]
    return tail in load_heads().definite_endings or tail.endswith(load_heads().definite_endings[:2])


def is_certain(word: str) -> bool:
    """Whether a noun is in the definite form ("planen"); neither a genitive ("planens") nor a plural like "meddelanden" is."""
    lowered = word.lower()
    heads = load_heads()
    if lowered.endswith(heads.indefinite_plural) or not lowered.endswith(heads.certain_endings):
        return False
    return not is_base_form(lowered) if is_word(lowered, "sv") else True


def is_plural(word: str) -> bool:
    """Whether `word` names several bodies ("nämnderna")."""
    word = word.lower()
    return word.endswith(load_heads().plural) and not word.endswith(_singular())


@cache
def _singular() -> tuple[str, ...]:
    """The heads as they are listed that only look like several ("rektor", "sekreterare")."""
    lists = load_yaml("bodies.yaml")
    plural = load_heads().plural
    listed = [word for name in ("heads", "definite") for word in as_words(lists[name], f"bodies.yaml: {name}")]
    return tuple(word for word in listed if word.endswith(plural) and word not in plural)


def is_genitive(word: str, key: str) -> bool:
    """Whether `word`, of which `key` is the key, owns what follows ("nämndens")."""
    lowered = word.lower()
    return lowered.endswith("s") and not lowered.endswith("ss") and len(lowered) > len(key)
