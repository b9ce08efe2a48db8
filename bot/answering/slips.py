"""What a single misspelt word was surely meant to be, by the texts, the lists of words, and how people slip."""

from __future__ import annotations

from bot.answering.topics import Understanding
from bot.language.dictionary import is_swedish_verb, is_word, same_word, with_accents
from bot.language.english import load_english
from bot.language.everyday import is_field_part
from bot.language.kept import make_room
from bot.language.patterns import load_patterns
from bot.language.smallwords import doubled, run_together, slipped
from bot.language.spelling import undoubled
from bot.language.thesaurus import folded_light_words, light_words, load_tables, unfolded_light_words
from bot.language.words import LETTERS, Token, english_key, fold, key

_SMALL = 4  # letters of a small word that is written with too few
_SHORT_PART = 4  # letters: a compound with a part as short as this, or shorter, may be no compound at all
# Letters: a word that no list has is rather a slip in a known one than a compound that differs by one letter.
_LONG = 10
_ABBREVIATED = (2, 4)  # letters of an abbreviation before another word
_PART = 5  # letters of a part of a compound that may be mended by itself
_SHORTEST = 3  # letters of a part of a compound
_KEPT = 20_000  # words whose mending is kept


def mended(written: str, base: Understanding, language: str) -> str:
    """What a word was surely meant to be, whatever stands around it, or "". What was found is kept: the same words come again and again."""
    known = base.mended.get((written, language))
    if known is None:
        word = written.lower()
        known = _abbreviated(written, base, language)
        if not known and not (written.isupper() and len(written) <= _ABBREVIATED[1]):  # "SKR" stands for itself
            known = _plain_slip(word, base, language) or _right(word, base, language)
        make_room(base.mended, _KEPT)
        base.mended[written, language] = known
    return known


def _plain_slip(word: str, base: Understanding, language: str) -> str:
    """The one right word that a word which is none is with a letter twice or two letters changed about ("llån", "stdö"), or ""."""
    texts = base.vocabulary.surface
    if not word.isalpha() or len(word) < _SMALL or word in texts or is_word(word, language):
        return ""
    if is_known(word, base, language) or word in folded_light_words() or base.speller(language).unfold(word):
        return ""
    single = {word[:at] + word[at + 1 :] for at in range(len(word) - 1) if word[at] == word[at + 1]}
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    tables = load_tables(language).vocabulary
    for made in (single, swapped):
        for known in (texts, light_words(), folded_light_words(), tables):
            if found := made & known:
                longer = {one for one in _with_a_letter(word) & tables if key(one) in base.vocabulary} - found
                if longer and not any(key(one) in base.vocabulary for one in found):  # "svrat": svarat, not svart
                    found = longer
                return found.pop() if len(found) == 1 else ""
    if base.speller(language).correct(word, first=texts) in texts:
        return ""
    found = {one for one in single if is_word(one, language)}
    return found.pop() if len(found) == 1 else ""


def _abbreviated(written: str, base: Understanding, language: str) -> str:
    """The compound with a hyphen that a word is written without one of ("EUprojekt", "euprojekt"; in English two words), or ""."""
    word = written.lower()
    if not word.isalpha() or word in base.vocabulary.surface:
        return ""
    for at in range(_ABBREVIATED[0], min(_ABBREVIATED[1], len(word) - _SHORT_PART) + 1):
        capital = written[:at].isupper() and written[at:].islower()
        if compound := base.vocabulary.hyphened(word[:at], word[at:]):
            return compound
        if capital and is_word(word[at:], "sv") and not is_word(word, "sv"):
            return f"{word[:at]}-{word[at:]}"
        said = capital or (word[:at] in base.vocabulary and word[:at] not in light_words())
        if language == "en" and said and load_english().knows(word[at:]) and not load_english().knows(word):
            return f"{word[:at]} {word[at:]}"
    return ""


def _right(word: str, base: Understanding, language: str) -> str:
    """What the lower-cased `word` was surely meant to be, or "" where it is right or nothing is sure."""
    if word in light_words():
        return ""
    speller = base.speller(language)
    texts = base.vocabulary.surface
    if unfolded := (unfolded_light_words().get(word, "") if language == "sv" else "") or speller.unfold(word):
        return unfolded
    if word in texts or word in load_tables(language).vocabulary or word in folded_light_words():
        return ""
    if language == "en" and load_english().knows(word):
        return ""
    if small := doubled(word, language):
        return small
    if language == "sv" and (accented := with_accents(word)):
        return accented
    if is_word(word, language):
        nearest = speller.correct(word, first=texts) if language == "sv" and not is_swedish_verb(word) else ""
        other = nearest in texts and key(word) != key(nearest) and same_word(word, nearest)
        return nearest if other else _doubled(word, texts)
    if base.directory.find([Token(word, 0, len(word))], question=True)[:1]:
        return ""
    nearest = speller.correct(word, first=texts)
    plain = speller.unfold_compound(word) if nearest and language == "sv" else ""
    if plain and speller.correct_one(word, first=texts) != nearest:
        return plain  # "hallbarhetsaret" is no "hållbarhetsmålet"
    if nearest and _means_another(word, nearest, language):
        nearest = ""
    if is_known(word, base, language):
        return nearest if nearest and _only_looks_known(word, nearest, base, language) else ""
    compound = speller.unfold_compound(word) if language == "sv" and not nearest else ""
    swedish = base.speller("sv").correct(word, first=texts) if language == "en" and not nearest else ""  # "the reemiss"
    if language == "sv" and not (nearest or compound):
        compound = _compound_slip(word, base)
    together = " ".join(run_together(word, language) or ()) if not (nearest or compound) else ""
    together = together or (_glued(word, base, language) if not (nearest or compound) else "")
    return (
        _with_double(word)
        or slipped(word, language)
        or nearest
        or compound
        or (swedish if swedish in texts else "")
        or together
    )


def _glued(word: str, base: Understanding, language: str) -> str:
    """The two words that are written as one ("internationalorganisations"): English ones, or Swedish ones of the texts; or ""."""
    english = load_english()
    for at in range(_PART, len(word) - _PART + 1):
        parts = word[:at], word[at:]
        if all(english.knows(part) if language == "en" else part in base.vocabulary.surface for part in parts):
            return " ".join(parts)
    return ""


def _means_another(word: str, nearest: str, language: str) -> bool:
    """Whether a slip of the finger (a letter twice, two letters changed about) is rather one in a word that no text here has."""
    if undoubled(word) == undoubled(nearest):
        return False
    single = [word[:at] + word[at + 1 :] for at in range(len(word) - 1) if word[at] == word[at + 1]]
    swapped = [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(1, len(word) - 1)]
    others = [
        one for one in (*single, *swapped) if one != nearest and is_word(one, language) and key(one) != key(nearest)
    ]
    return bool(others) and nearest not in single and nearest not in swapped


def _only_looks_known(word: str, nearest: str, base: Understanding, language: str) -> bool:
    """Whether a word that no list has, and that only its ending or its parts make known, is rather a misspelt other one."""
    if key(word) == key(nearest):  # found in the texts all the same; only a word that asks must be spelt rightly
        return fold(nearest) in load_patterns(language).words
    one_off = base.speller(language).correct_one(word, first=base.vocabulary.surface) == nearest
    return (len(word) >= _LONG and one_off) or not _is_compound(word, base)


def _is_compound(word: str, base: Understanding) -> bool:
    """Whether a word is spelt as two that are spelt rightly ("budget-mall", "handling-s-plan")."""
    return any(
        _is_spelt(word[at:], base) and (_is_spelt(word[:at], base) or _is_spelt(word[:at].removesuffix("s"), base))
        for at in range(_SHORT_PART, len(word) - _SHORT_PART + 1)
    )


def _compound_slip(word: str, base: Understanding) -> str:
    """The compound that an unknown word is, one of whose parts is misspelt ("strategi-fösrlaget"), or ""."""
    speller, texts = base.speller("sv"), base.vocabulary.surface
    for at in range(_PART, len(word) - _PART + 1):
        first, last = word[:at], word[at:]
        known = first in texts or is_field_part(first)
        if known and (right := speller.correct(last, first=texts)) in texts:
            return first + right
        if last in texts and (right := speller.correct(first.removesuffix("s"), first=texts)) in texts:
            return right + first[len(first.removesuffix("s")) :] + last
    return ""


def _is_spelt(part: str, base: Understanding) -> bool:
    return (
        len(part) >= _SHORTEST
        and part not in light_words()
        and (part in base.vocabulary.surface or is_word(part, "sv"))
    )


def _doubled(word: str, texts: frozenset[str]) -> str:
    """The word of the texts that `word` is with one letter written once instead of twice, or twice instead of once; or ""."""
    if len(word) <= _SMALL:
        return ""
    found = [one for one in sorted(with_one_doubled(word)) if one in texts]
    return found[0] if len(found) == 1 else ""


def _with_double(word: str) -> str:
    """The small word that `word` is with one of its letters written once instead of twice ("til"), or ""."""
    doubled = (
        (word[:at] + word[at] + word[at:] for at in range(len(word))) if word.isalpha() and len(word) <= _SMALL else ()
    )
    return next((one for one in doubled if one in light_words()), "")


def with_one_doubled(word: str) -> set[str]:
    """All that a word is with one of its letters written twice instead of once, or once instead of twice."""
    doubled = {word[:at] + word[at] + word[at:] for at in range(len(word))}
    return doubled | {word[:at] + word[at + 1 :] for at in range(len(word) - 1) if word[at] == word[at + 1]}


def _with_a_letter(word: str) -> set[str]:
    """All that a word is with one letter more inside it."""
    return {word[:at] + letter + word[at:] for at in range(1, len(word)) for letter in LETTERS}


def is_known(word: str, base: Understanding, language: str) -> bool:
    """Whether the lower-cased `word` stands in the word lists of a language or, whole or in parts, in the texts."""
    tables = load_tables(language)
    if word in tables.vocabulary or word in light_words():
        return True
    if (key(word) if language == "sv" else english_key(word)) in tables.keys:
        return True
    if language == "en" and load_english().knows(word):
        return True
    if "-" in word:
        return all(is_known(part, base, language) for part in word.split("-") if part)
    return key(word) in base.vocabulary or bool(base.vocabulary.split(word))
