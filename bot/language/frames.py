"""facts.yaml: the ways in which a kind of fact is asked for, with gaps for what it is asked of ("vad går … ut på")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.language.lexicon import load_yaml
from bot.language.words import fold
from bot.yamlfile import as_mapping, as_words

_GAP, _END = "…", "."
_WIDEST = 9  # words in a gap


@dataclass(frozen=True, slots=True)
class Framed:
    """A kind of fact that is asked for, and the places of the words that say of what."""

    kind: str
    rest: tuple[int, ...]


def asks_whether(lowered: Sequence[str], language: str) -> str:
    """The kind of fact of which a yes/no question asks whether it is so; "" for none in facts.yaml."""
    joined = "".join(f" {word}" for word in lowered)
    return next((kind for kind, frames in _frames("whether", language) if any(f.search(joined) for f in frames)), "")


def find_frames(lowered: Sequence[str], language: str) -> Iterator[Framed]:
    """The kinds of fact in facts.yaml that a question (`lowered`: its words, folded) may ask for, the likeliest first.

    What stands before a frame tells how the question came to be asked, and is left out.
    """
    joined = "".join(f" {word}" for word in lowered)
    for kind, frames in _frames("asked", language):
        for frame in frames:
            match = frame.search(joined)
            if match is None:
                continue
            asking = set(range(joined.count(" ", 0, match.end())))
            for group in range(1, frame.groups + 1):
                if match.start(group) >= 0:
                    asking -= set(range(*(joined.count(" ", 0, at) for at in match.span(group))))
            yield Framed(kind, tuple(at for at in range(len(lowered)) if at not in asking))


@cache
def _frames(section: str, language: str) -> tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]:
    kinds = as_mapping(load_yaml("facts.yaml")[section], f"facts.yaml: {section}")
    return tuple(
        (kind, tuple(_compiled(frame) for frame in as_words(as_mapping(node, kind)[language], f"{kind}.{language}")))
        for kind, node in kinds.items()
    )


def _compiled(frame: str) -> re.Pattern[str]:
    """A frame as an expression over the question's words, each with a space before it; facts.yaml tells how frames are written."""
    made = ""
    for slot in frame.split():
        if slot == _GAP:
            made += rf"((?: \S+){{0,{_WIDEST}}}?)"
            continue
        words = "|".join(_alternative(one) for one in slot.strip("?!").split("|"))
        made += f"(?!{words})" if slot.startswith("!") else f"(?:{words}){'?' * slot.endswith('?')}"
    return re.compile(made)


def _alternative(word: str) -> str:
    return "$" if word == _END else rf" {re.escape(fold(word.replace('_', ' ')))}(?= |$)"
