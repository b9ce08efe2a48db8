"""Misspelt words of a question, mended where it is sure what was meant."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.marks import Understanding
from bot.language.bodies import Located, actor_key
from bot.language.thesaurus import english_key, light_words, load_tables
from bot.language.words import Token, fold, key
from bot.models import ActorMention

Corrections = tuple[tuple[str, str], ...]

_SMALL = 4  # letters of a small word that is written with too few


def mend_words(tokens: Sequence[Token], base: Understanding, *, language: str) -> tuple[list[Token], Corrections]:
    """Return `tokens` with unknown words mended, and what was mended. Putting back å ä ö is no correction to tell of."""
    speller = base.speller(language)
    mended: list[Token] = []
    corrections: list[tuple[str, str]] = []
    for token in tokens:
        word = token.text.lower()
        right = "" if word in light_words() else speller.unfold(word)
        if not right and not is_known(word, base, language):
            right = _with_double(word) or speller.correct(word)
            if right and fold(right) != fold(word):
                corrections.append((token.text, right))
        mended.append(Token(right, token.start, token.end) if right else token)
    return mended, tuple(corrections)


def _with_double(word: str) -> str:
    """The small word that `word` is with one of its letters written once instead of twice ("til"), or ""."""
    doubled = (
        (word[:at] + word[at] + word[at:] for at in range(len(word))) if word.isalpha() and len(word) <= _SMALL else ()
    )
    return next((one for one in doubled if one in light_words()), "")


def mend_bodies(located: Sequence[Located], base: Understanding) -> tuple[list[Located], Corrections]:
    """Return `located` with bodies that nobody listed taken for the listed one that they are a misspelling of."""
    known = base.directory.by_key
    mended: list[Located] = []
    corrections: list[tuple[str, str]] = []
    for one in located:
        if not one.listed and one.end - one.start == 1 and load_tables("sv").roles.match([key(one.mention.name)], 0):
            continue  # "Vem är *samordnare* för …?" asks for a role
        own = one.mention.keys[0]
        near = [] if one.listed or own in base.vocabulary else base.speller("sv").nearest_of(own, known)
        names = {known[key].name for key in near}
        if len(names) == 1 and own not in known:
            name = names.pop()
            corrections.append((one.mention.name, name))
            mention = ActorMention(name, (actor_key(name),), one.mention.plural)
            mended.append(Located(mention, one.start, one.end, one.genitive, True))
        else:
            mended.append(one)
    return mended, tuple(corrections)


def is_known(word: str, base: Understanding, language: str) -> bool:
    """Whether the lower-cased `word` stands in the word lists of a language or, whole or in parts, in the texts."""
    tables = load_tables(language)
    if word in tables.vocabulary or word in light_words():
        return True
    if (key(word) if language == "sv" else english_key(word)) in tables.keys:
        return True
    if "-" in word:
        return all(is_known(part, base, language) for part in word.split("-") if part)
    return key(word) in base.vocabulary or bool(base.vocabulary.split(word))
