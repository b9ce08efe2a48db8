"""Everyday words that are not what a question is about, with their forms made by rule (everyday_words.yaml)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from bot.language.english import load_english
from bot.language.lexicon import load_yaml
from bot.language.thesaurus import light_words, load_tables
from bot.language.words import english_key, fold, key, words
from bot.yamlfile import as_mapping, as_words

_LONGEST_FIELD = 3  # words
_PRINCIPAL = 4  # forms of an irregular Swedish verb: infinitive, present, past, supine


@cache
def everyday_words(language: str) -> frozenset[str]:
    """The single words, in small letters; none that asks for a role, stands in the thesaurus, or is light anyway."""
    tables = load_tables(language)
    names = (
        ("verbs", "adjectives", "adverbs")
        if language == "sv"
        else ("english_verbs", "english_adjectives", "english_adverbs")
    )
    verbs, adjectives, adverbs = (_listed(name) for name in names)
    of_verb = _verb if language == "sv" else _english_verb
    formed = [form for entry in verbs for form in of_verb(entry.split())]
    graded = [form for one in adjectives for form in (_adjective(one) if language == "sv" else (one,))]
    found = {form for form in (*formed, *graded, *adverbs) if len(words(form)) == 1}
    return (frozenset(found) - tables.alone - light_words()) | frozenset(_listed("optional"))


def is_everyday(word: str, language: str) -> bool:
    """Whether `word` is one of them; a Swedish one also without its å ä ö, as far as that is no other word with a topic."""
    lowered = word.lower()
    known = lowered in everyday_words(language) or (language == "sv" and lowered in _folded())
    return known or tells_how(word, language)


def tells_how(word: str, language: str) -> bool:
    """Whether `word` is an adverb or an adjective that nobody asks about, listed or by its ending ("desperately", "lyckligtvis")."""
    lowered = word.lower()
    return lowered in _manners(language) or _ends_as_adverb(lowered, language)


def field_at(spoken: Sequence[str], at: int, language: str, *, kind: str = "") -> int:
    """How many words from `at` on name one of a city's "activities", or one of the "parties" with whom it is done; 0 for none.

    `kind` is that of the list, "" for both.
    """
    keyed = key if language == "sv" else english_key
    kinds = (kind,) if kind else ("activities", "parties")
    keys = tuple(keyed(word) for word in spoken[at : at + _LONGEST_FIELD])
    lengths = range(len(keys), spoken[at].lower() in light_words() if keys else 0, -1)  # "stadens" is no "städ"
    return next((n for n in lengths if any(keys[:n] in _fields(one, language) for one in kinds)), 0)


def is_field_part(part: str) -> bool:
    """Whether `part`, in small letters, is the first part of a compound for one of those activities ("biblioteks", "skol")."""
    return part in _field_parts()


@cache
def field_lists(name: str) -> frozenset[str]:
    """The last parts of compounds of a kind: "kinds" of things, or "matters" that are about the first part."""
    return frozenset(as_words(load_yaml("fields.yaml")[name], f"fields.yaml: {name}"))


@cache
def _field_parts() -> frozenset[str]:
    """The Swedish ones as they begin a compound; they may lack their å ä ö."""
    listed = [word for word in _listed_fields("activities", "sv") if len(words(word)) == 1]
    made = {
        form for word in listed for form in (word, f"{word}s", word[:-1] if word[-1] in "ae" else word, f"{key(word)}s")
    }
    return frozenset(made | {fold(form) for form in made})


@cache
def _fields(kind: str, language: str) -> frozenset[tuple[str, ...]]:
    """The keys of their words; Swedish ones may lack their å ä ö."""
    keyed = key if language == "sv" else english_key
    phrases = [words(phrase) for phrase in _listed_fields(kind, language)]
    return frozenset(
        tuple(map(keyed, form)) for phrase in phrases for form in (phrase, [fold(word) for word in phrase])
    )


def _listed_fields(kind: str, language: str) -> tuple[str, ...]:
    where = f"fields.yaml: {kind}"
    return as_words(as_mapping(load_yaml("fields.yaml")[kind], where)[language], f"{where}.{language}")


def is_surroundings(word: str, kind: str) -> bool:
    """Whether `word` is a noun for how a question came up (`kind` "occasions"), or when or where ("circumstances")."""
    return word.lower() in _surroundings(kind)


@cache
def _surroundings(kind: str) -> frozenset[str]:
    """The single words; a Swedish one may lack its å ä ö."""
    listed = frozenset(_listed(kind))
    return listed | (frozenset(map(fold, listed)) - load_tables("sv").topic_words)


@cache
def _manners(language: str) -> frozenset[str]:
    names = ("adjectives", "adverbs") if language == "sv" else ("english_adjectives", "english_adverbs")
    adjectives, adverbs = (_listed(name) for name in names)
    forms = [form for one in adjectives for form in (_adjective(one) if language == "sv" else (one,))]
    return frozenset((*forms, *adverbs)) & everyday_words(language)


@cache
def _ends_as_adverb(word: str, language: str) -> bool:
    """A word is one by its ending where no list has it or what it is made of ("annually" is about "annual")."""
    name = "endings" if language == "sv" else "english_endings"
    if not word.endswith(_listed(name)) or word in _listed(f"no_{name}"):
        return False
    tables, keyed = load_tables(language), (key if language == "sv" else english_key)
    return not any(table.match([keyed(word)], 0) for table in (tables.topics, tables.roles)) and not (
        language == "en" and load_english().match([word], 0)
    )


@cache
def _folded() -> frozenset[str]:
    return frozenset(fold(word) for word in everyday_words("sv")) - load_tables("sv").topic_words - light_words()


def _listed(name: str) -> tuple[str, ...]:
    return as_words(load_yaml("everyday_words.yaml")[name], f"everyday_words.yaml: {name}")


def _verb(forms: list[str]) -> Iterator[str]:
    """All forms of a Swedish verb: of a regular one made of its infinitive."""
    if len(forms) == 1 and forms[0].endswith("a"):
        base = forms[0]
        forms = [base, f"{base}r", f"{base}de", f"{base}t"]
    yield from forms
    if len(forms) == _PRINCIPAL:
        yield from (f"{form.removesuffix('r')}s" for form in forms if not form.endswith("s"))


def _adjective(base: str) -> Iterable[str]:
    if base.endswith("ad"):  # "komplicerad"
        return base, f"{base[:-1]}t", f"{base}e"
    if base.endswith("en"):  # "storslagen"
        return base, f"{base[:-1]}t", f"{base[:-2]}na"
    neuter = base if base.endswith("t") else f"{base[:-1]}tt" if base.endswith("d") else f"{base}t"
    return base, neuter, f"{base}a", f"{base}are", f"{base}ast", f"{base}aste"


def _english_verb(forms: list[str]) -> Iterator[str]:
    yield from forms
    if len(forms) == 1:
        base = forms[0].removesuffix("e")
        yield from (f"{forms[0]}s", f"{base}ed", f"{base}ing")
