"""Why an answer was given: which words of the text each word of the question was found as."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.answering.query import Keys, Topic
from bot.language.vocabulary import Vocabulary
from bot.language.words import tokenise
from bot.models import Match, Passage


def find_matches(topics: Sequence[Topic], passage: Passage, vocabulary: Vocabulary) -> tuple[Match, ...]:
    """Return each topic with the words of `passage`, or of what stands above it, that hold it, as the text spells them."""
    text = " ".join((passage.text, passage.lead_in, *passage.heading, passage.citation.document))
    spelt: dict[str, str] = {}
    for token in tokenise(text):
        if token.is_word:
            for part in vocabulary.parts_of(token.text):
                spelt.setdefault(part, token.text)
    return tuple(Match(topic.text, next(_found(topic, spelt), "")) for topic in topics)


def _found(topic: Topic, spelt: dict[str, str]) -> Iterator[str]:
    options: list[Keys] = [*topic.options, *topic.related]
    if topic.parts:
        options.append(tuple(next((one for one in part if one in spelt), part[0]) for part in topic.parts))
    for option in options:
        if option and all(one in spelt for one in option):
            yield " ".join(dict.fromkeys(spelt[one] for one in option))
