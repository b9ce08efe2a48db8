"""Misspelt words of a question, mended where it is sure what was meant."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.slips import mended, with_one_doubled
from bot.answering.topics import Understanding
from bot.language.bodies import Located, actor_key
from bot.language.dictionary import is_swedish_verb, is_word
from bot.language.heads import head_forms
from bot.language.patterns import load_patterns
from bot.language.smallwords import rather, slipped_opening, spell_out
from bot.language.thesaurus import folded_light_words, light_words, load_tables
from bot.language.words import Token, english_key, fold, key
from bot.models import ActorMention

Corrections = tuple[tuple[str, str], ...]

_SMALL = 4  # letters of a word in which one may be doubled
_PHRASE = 4  # words of a phrase that a slip may stand in
_JOINED = 3  # letters of a part of a compound that is written apart


def mend_words(tokens: Sequence[Token], base: Understanding, *, language: str) -> tuple[list[Token], Corrections]:
    """Return `tokens` with unknown words mended, and what was mended. Putting back å ä ö is no correction to tell of.

    Words written as they are said are spelt out, and compounds written apart are joined where the texts have them as one word.
    """
    right_ones: list[Token] = []
    corrections: list[tuple[str, str]] = []
    spelt = spell_out(tokens, language)
    spelt = _joined(spelt, base) if language == "sv" else spelt
    for at, token in enumerate(spelt):
        opening = slipped_opening(token.text.lower(), language) if at == 0 else ""
        before = [one.text for one in spelt[:at]]
        if token.text.lower() not in base.vocabulary.surface:
            opening = opening or rather(before, token.text.lower(), language, last=at + 1 == len(spelt))
        right = opening or _slip_in_phrase(spelt, at, base, language) or mended(token.text, base, language)
        if right in light_words() and fold(right) != fold(token.text) and _expects_noun(spelt, at, language):
            right = ""
        if right and fold(right) != fold(token.text):
            corrections.append((token.text, right))
        # What was mended may itself be as one says it ("gvier": giver, which is ger), and two words in one ("dehär").
        right_ones += spell_out([Token(word, token.start, token.end) for word in right.split()], language) or [token]
    return (_joined(right_ones, base) if language == "sv" else right_ones), tuple(corrections)


def _expects_noun(tokens: Sequence[Token], at: int, language: str) -> bool:
    """Whether the last word of a question stands behind one that owns it, or an article: no small word is meant ("kommunens *bilr*")."""
    before = tokens[at - 1].text.lower() if at > 0 else ""
    owns = before.endswith("s") and before not in light_words()
    return at + 1 == len(tokens) and bool(owns or load_patterns(language).at("articles", [fold(before)], 0))


def _slip_in_phrase(tokens: Sequence[Token], at: int, base: Understanding, language: str) -> str:
    """The word that a word without a meaning here is with one letter written once or twice, where it then begins a phrase ("*hopa* på")."""
    word = tokens[at].text.lower()
    if at + 1 == len(tokens) or len(word) < _SMALL or not word.isalpha() or word in base.vocabulary.surface:
        return ""
    if word in load_tables(language).vocabulary or word in light_words() or word in folded_light_words():
        return ""
    tables, keyed = load_tables(language), key if language == "sv" else english_key
    behind = [keyed(token.text) for token in tokens[at + 1 : at + _PHRASE]]
    if any(
        (match := table.match([keyed(word), *behind], 0)) and match.length > 1
        for table in (tables.topics, tables.roles)
    ):
        return ""  # a form of it ("*bygger* om")
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)} - {word}
    found = {
        one
        for one in with_one_doubled(word) | swapped
        for table in (tables.topics, tables.roles)
        if (match := table.match([keyed(one), *behind], 0)) and match.length > 1
    }
    return found.pop() if len(found) == 1 else ""


def _joined(tokens: Sequence[Token], base: Understanding) -> list[Token]:
    """`tokens` with two words made one where the texts or the word lists have only the compound ("styr dokument")."""
    joined: list[Token] = []
    for token in tokens:
        before = joined[-1] if joined else None
        whole = _compound(before.text.lower(), token.text.lower(), base) if before else ""
        if before and whole:
            joined[-1] = Token(whole, before.start, token.end)
        else:
            joined.append(token)
    return joined


def _compound(first: str, last: str, base: Understanding) -> str:
    """The one word that two words in small letters are written apart of, or ""."""
    if min(len(first), len(last)) < _JOINED or not (first.isalpha() and last.isalpha()):
        return ""
    if f"{first}{last}" in head_forms():  # "kommun styrelsen"
        return f"{first}{last}"
    if first in light_words() or last in light_words():
        return ""
    speller, texts = base.speller("sv"), base.vocabulary.surface
    for whole in (f"{first}{last}", f"{first}s{last}"):
        if unfolded := "" if key(whole) in base.vocabulary else speller.unfold(whole):
            return unfolded if unfolded in texts else ""  # "ars avgifterna"
        if speller.knows(whole) or (key(whole) in base.vocabulary and not is_swedish_verb(first)):
            return whole
    if is_word(last, "sv") or last in texts or not (is_word(first, "sv") or first in texts):
        return ""
    nearest = speller.correct_one(f"{first}{last}", first=texts)  # "export främjnde"
    return nearest if nearest in texts else ""


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
