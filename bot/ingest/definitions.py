"""The second names that a text gives its bodies: "Kommunledningskontoret (KLK)", "nämnden för kultur (nedan kallad nämnden)"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.language.bodies import Directory, Located
from bot.language.heads import is_head
from bot.language.second_names import read_second_name
from bot.language.words import Token, tokenise
from bot.models import Actor, Passage

_SHORT = range(2, 8)  # letters of an abbreviation


def find_definitions(passages: Iterable[Passage], directory: Directory) -> list[Actor]:
    """Return the bodies that a text names a second time, each with its abbreviations and aliases as the text gives them.

    An abbreviation must be made of letters of the name, in their order. An alias that is a body's kind alone ("nämnden") holds inside
    its own text only: see `beyond`.
    """
    found: dict[str, Actor] = {}
    for passage in passages:
        if "(" not in passage.text and "," not in passage.text:
            continue
        tokens = tokenise(passage.text)
        for located in directory.find(tokens):
            name, short, alias = _second_name(tokens, located)
            if not (short or alias):
                continue
            known = directory.by_key.get(located.mention.keys[0])
            actor = found.get(name) or known or Actor(name)
            found[name] = replace(
                actor,
                aliases=tuple(dict.fromkeys((*actor.aliases, *filter(None, (alias,))))),
                abbreviations=tuple(dict.fromkeys((*actor.abbreviations, *filter(None, (short,))))),
            )
    return list(found.values())


def beyond(actors: Iterable[Actor]) -> tuple[Actor, ...]:
    """What of a text's own definitions holds outside it: abbreviations, which no other body shares by chance."""
    return tuple(Actor(actor.name, (), actor.abbreviations) for actor in actors if actor.abbreviations)


def add_actors(known: Sequence[Actor], defined: Iterable[Actor]) -> tuple[Actor, ...]:
    """The `known` actors with the second names of `defined` ones, which come first; what two bodies claim belongs to neither.

    A name that a known actor has is not taken from it.
    """
    claims: dict[str, set[str]] = {}
    for actor in known:
        for short in actor.abbreviations:
            claims.setdefault(short, set()).add(actor.name)
    merged: dict[str, Actor] = {}
    for actor in defined:
        before = merged.get(actor.name) or next((one for one in known if one.name == actor.name), Actor(actor.name))
        merged[actor.name] = replace(
            before,
            aliases=tuple(dict.fromkeys((*before.aliases, *actor.aliases))),
            abbreviations=tuple(dict.fromkeys((*before.abbreviations, *actor.abbreviations))),
        )
        for short in actor.abbreviations:
            claims.setdefault(short, set()).add(actor.name)
    own = {actor.name: set(actor.abbreviations) for actor in known}
    clean = [
        replace(
            actor,
            abbreviations=tuple(s for s in actor.abbreviations if len(claims[s]) == 1 or s in own.get(actor.name, ())),
        )
        for actor in merged.values()
    ]
    return (*clean, *(actor for actor in known if actor.name not in merged))


def _second_name(tokens: Sequence[Token], located: Located) -> tuple[str, str, str]:
    """The name of a body, and the abbreviation or the alias that stands behind it; "" for what does not."""
    mention = located.mention
    if mention.plural or mention.generic or len(mention.keys) != 1:
        return "", "", ""
    told = next(
        (name for at in range(located.start + 1, located.end + 1) if (name := read_second_name(tokens, at)[1])), ""
    )
    if told.isupper() and told.isalpha():
        return (mention.name, told, "") if len(told) in _SHORT and _abbreviates(told, mention.name) else ("", "", "")
    if told and (is_head(told, True) or told[:1].isupper()):
        return mention.name, "", told
    return "", "", ""


def _abbreviates(short: str, name: str) -> bool:
    """Whether the letters of `short` stand in `name` in their order, the first one first."""
    letters = iter(name.lower())
    return name[:1].lower() == short[:1].lower() and all(letter in letters for letter in short.lower())
