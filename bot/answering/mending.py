"""Misspelt words of a question, mended where it is sure what was meant."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.marks import Understanding
from bot.language.bodies import Located, actor_key
from bot.language.dictionary import is_swedish_verb, is_word, same_word, with_accents
from bot.language.english import load_english
from bot.language.everyday import is_field_part
from bot.language.heads import head_forms
from bot.language.patterns import load_patterns
from bot.language.smallwords import doubled, rather, run_together, slipped, slipped_opening, spell_out
from bot.language.spelling import undoubled
from bot.language.thesaurus import folded_light_words, light_words, load_tables, unfolded_light_words
from bot.language.words import LETTERS, Token, english_key, fold, key
from bot.models import ActorMention

Corrections = tuple[tuple[str, str], ...]

_SMALL = 4  # letters of a small word that is written with too few
_SHORT_PART = 4  # letters: a compound with a part as short as this, or shorter, may be no compound at all
_LONG = (
    10  # letters: a word that no list has is rather a slip in a known one than a compound that differs by one letter
)
_ABBREVIATED = (2, 4)  # letters of an abbreviation before another word
_PART = 5  # letters of a part of a compound that may be mended by itself
_KEPT = 20_000  # words whose mending is kept
_PHRASE = 4  # words of a phrase that a slip may stand in
_JOINED = 3  # letters of a part of a compound that is written apart


def mend_words(tokens: Sequence[Token], base: Understanding, *, language: str) -> tuple[list[Token], Corrections]:
    """Return `tokens` with unknown words mended, and what was mended. Putting back å ä ö is no correction to tell of.

    Words written as they are said are spelt out, and compounds written apart are joined where the texts have them as one word.
    """
    mended: list[Token] = []
    corrections: list[tuple[str, str]] = []
    spelt = spell_out(tokens, language)
    spelt = _joined(spelt, base) if language == "sv" else spelt
    for at, token in enumerate(spelt):
        opening = slipped_opening(token.text.lower(), language) if at == 0 else ""
        before = [one.text for one in spelt[:at]]
        if token.text.lower() not in base.vocabulary.surface:
            opening = opening or rather(before, token.text.lower(), language, last=at + 1 == len(spelt))
        right = opening or _slip_in_phrase(spelt, at, base, language) or _mended(token.text, base, language)
        if right in light_words() and fold(right) != fold(token.text) and _expects_noun(spelt, at, language):
            right = ""
        if right and fold(right) != fold(token.text):
            corrections.append((token.text, right))
        # What was mended may itself be as one says it ("gvier": giver, which is ger), and two words in one ("dehär").
        mended += spell_out([Token(word, token.start, token.end) for word in right.split()], language) or [token]
    return (_joined(mended, base) if language == "sv" else mended), tuple(corrections)


def _expects_noun(tokens: Sequence[Token], at: int, language: str) -> bool:
    """Whether the last word of a question stands behind one that owns it, or an article: no small word is meant ("kommunens *bilr*")."""
    before = tokens[at - 1].text.lower() if at > 0 else ""
    owns = before.endswith("s") and before not in light_words()
    return at + 1 == len(tokens) and bool(owns or load_patterns(language).at("articles", [fold(before)], 0))


def _mended(written: str, base: Understanding, language: str) -> str:
    """What a word was surely meant to be, whatever stands around it, or "". What was found is kept: the same words come again and again."""
    known = base.mended.get((written, language))
    if known is None:
        word = written.lower()
        known = _plain_slip(word, base, language) or _abbreviated(written, base) or _right(word, base, language)
        if len(base.mended) > _KEPT:
            base.mended.clear()
        base.mended[written, language] = known
    return known


def _slip_in_phrase(tokens: Sequence[Token], at: int, base: Understanding, language: str) -> str:
    """The word that a word without a meaning here is with one letter written once or twice, where it then begins a phrase ("*hopa* på")."""
    word = tokens[at].text.lower()
    if at + 1 == len(tokens) or len(word) < _SMALL or not word.isalpha() or word in base.vocabulary.surface:
        return ""
    if word in load_tables(language).vocabulary or word in light_words() or word in folded_light_words():
        return ""
    tables, keyed = load_tables(language), key if language == "sv" else english_key
    behind = [keyed(token.text) for token in tokens[at + 1 : at + _PHRASE]]
    found = {
        one
        for one in _with_one_doubled(word)
        for table in (tables.topics, tables.roles)
        if (match := table.match([keyed(one), *behind], 0)) and match.length > 1
    }
    return found.pop() if len(found) == 1 else ""


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


def _with_a_letter(word: str) -> set[str]:
    """All that a word is with one letter more inside it."""
    return {word[:at] + letter + word[at:] for at in range(1, len(word)) for letter in LETTERS}


def _abbreviated(written: str, base: Understanding) -> str:
    """The compound with a hyphen that a word is written without one of ("EUprojekt", "euprojekt"), or ""."""
    word = written.lower()
    if not word.isalpha() or word in base.vocabulary.surface:
        return ""
    for at in range(_ABBREVIATED[0], min(_ABBREVIATED[1], len(word) - _SHORT_PART) + 1):
        capital = written[:at].isupper() and written[at:].islower()
        if compound := base.vocabulary.hyphened(word[:at], word[at:]):
            return compound
        if capital and is_word(word[at:], "sv") and not is_word(word, "sv"):
            return f"{word[:at]}-{word[at:]}"
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
    return (
        _with_double(word)
        or slipped(word, language)
        or nearest
        or compound
        or (swedish if swedish in texts else "")
        or together
    )


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
        len(part) >= _JOINED and part not in light_words() and (part in base.vocabulary.surface or is_word(part, "sv"))
    )


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
        if speller.knows(whole) or (key(whole) in base.vocabulary and not is_swedish_verb(first)):
            return whole
    if is_word(last, "sv") or last in texts or not (is_word(first, "sv") or first in texts):
        return ""
    nearest = speller.correct_one(f"{first}{last}", first=texts)  # "export främjnde"
    return nearest if nearest in texts else ""


def _doubled(word: str, texts: frozenset[str]) -> str:
    """The word of the texts that `word` is with one letter written once instead of twice, or twice instead of once; or ""."""
    if len(word) <= _SMALL:
        return ""
    found = [one for one in sorted(_with_one_doubled(word)) if one in texts]
    return found[0] if len(found) == 1 else ""


def _with_one_doubled(word: str) -> set[str]:
    """All that a word is with one of its letters written twice instead of once, or once instead of twice."""
    doubled = {word[:at] + word[at] + word[at:] for at in range(len(word))}
    return doubled | {word[:at] + word[at + 1 :] for at in range(len(word) - 1) if word[at] == word[at + 1]}


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
    if language == "en" and load_english().knows(word):
        return True
    if "-" in word:
        return all(is_known(part, base, language) for part in word.split("-") if part)
    return key(word) in base.vocabulary or bool(base.vocabulary.split(word))
