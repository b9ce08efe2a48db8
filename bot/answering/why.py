"""Why an answer was given: which words of the text each word of the question was found as."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from bot.answering.query import Keys, Topic
from bot.language.vocabulary import Vocabulary
from bot.language.words import tokenise
from bot.models import Match, Passage


def find_matches(topics: Sequence[Topic], passage: Passage, vocabulary: Vocabulary) -> tuple[Match, ...]:
    """Return each topic with the words of `passage`, or of what stands above it, that hold it, as the text spells them."""
    spelt = _spelt(passage, vocabulary)
    return tuple(Match(topic.text, next(_found(topic, spelt), "")) for topic in topics)


@lru_cache(maxsize=1_000)
def _spelt(passage: Passage, vocabulary: Vocabulary) -> Mapping[str, str]:
    """The words of a passage, and of what stands above it, by the keys that they are found by."""
    text = " ".join((passage.text, passage.lead_in, *passage.heading, passage.citation.document))
    spelt: dict[str, str] = {}
    for token in tokenise(text):
        if token.is_word:
            for part in vocabulary.parts_of(token.text):
                spelt.setdefault(part, token.text)
    return spelt


def _found(topic: Topic, spelt: Mapping[str, str]) -> Iterator[str]:
    options: list[Keys] = [*topic.options, *topic.related]
    if topic.parts:
        options.append(tuple(next((one for one in part if one in spelt), part[0]) for part in topic.parts))
    for option in options:
        if option and all(one in spelt for one in option):
            yield " ".join(dict.fromkeys(spelt[one] for one in option))
