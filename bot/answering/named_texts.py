"""The texts that a question names as its source ("enligt resepolicyn", "according to the travel policy of 2017")."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.calibration import calibration
from bot.answering.evidence import cover
from bot.answering.marks import Understanding, make_topic
from bot.answering.query import Topic
from bot.language.english import match_topic
from bot.language.patterns import Patterns
from bot.language.thesaurus import light_words
from bot.language.words import Token, english_key, fold, key
from bot.models import Standing

_LONGEST = 7  # words of a text's name
_YEAR = 4  # digits
_OVER = (Standing.SUPERSEDED, Standing.REVOKED)


def cut_texts(
    tokens: Sequence[Token], base: Understanding, patterns: Patterns, *, language: str
) -> tuple[list[Token], frozenset[str]]:
    """Return `tokens` without the words that name texts of the folder, and the names of their files.

    Where none is named, all tokens and no file: "enligt kommunallagen" names a text that is not here.
    """
    lowered = [fold(token.text) for token in tokens]
    for at in range(len(tokens)):
        start = at + patterns.at("according", lowered, at)
        if start == at:
            continue
        for end in range(min(len(tokens), start + _LONGEST), start, -1):
            files = _named(tokens[start:end], base, patterns, language)
            if files:
                return [*tokens[:at], *tokens[end:]], files
    return list(tokens), frozenset()


def is_text_name(topic: Topic, base: Understanding) -> bool:
    """Whether a topic is what one of the texts is called."""
    return any(cover([topic], text.zones).share >= calibration("names_text") for text in base.texts)


def _named(tokens: Sequence[Token], base: Understanding, patterns: Patterns, language: str) -> frozenset[str]:
    """The files of the texts that all words of `tokens` name."""
    if not all(token.is_word for token in tokens) or _is_small(tokens[-1].text, patterns):
        return frozenset()
    if base.directory.find(tokens, question=True, english=language == "en")[:1]:
        return frozenset()  # "enligt kommunstyrelsen": a body says it, not a text
    lowered = [fold(token.text) for token in tokens]
    marks = patterns.covered(("older", "newer"), lowered)
    years = {word for word in lowered if word.isdigit() and len(word) == _YEAR}
    kept = [
        token.text
        for token, version in zip(tokens, marks, strict=True)
        if not (version or token.text.isdigit() or _is_small(token.text, patterns))
    ]
    if not kept:
        return frozenset()
    topics = _topics(kept, base, language)
    found = [
        text
        for text in base.texts
        if all(cover([topic], text.zones).share >= calibration("names_text") for topic in topics)
    ]
    if years:
        found = [text for text in found if years & text.years]
    if patterns.first("older", lowered) >= 0:
        found = [text for text in found if text.standing in _OVER]
    elif patterns.first("newer", lowered) >= 0:
        found = [text for text in found if text.standing not in _OVER]
    return frozenset(text.file for text in found)


def _topics(spoken: Sequence[str], base: Understanding, language: str) -> list[Topic]:
    keys = [(key if language == "sv" else english_key)(word) for word in spoken]
    topics, at = [], 0
    while at < len(spoken):
        match = match_topic(spoken, keys, at, language)
        length = match.length if match else 1
        text = " ".join(spoken[at : at + length])
        topics.append(make_topic(text, match, base, language=language, required=True))
        at += length
    return topics


def _is_small(word: str, patterns: Patterns) -> bool:
    return word.lower() in light_words() or patterns.at("of_ours", [fold(word)], 0) > 0
