"""What a word or phrase of a question is about: all that a text may have for it, how telling it is, whether the texts know it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.answering.evidence import Zones
from bot.answering.query import Topic
from bot.language.analysis import is_light
from bot.language.bodies import Directory
from bot.language.english import match_topic
from bot.language.everyday import field_lists, is_field_part
from bot.language.heads import load_heads
from bot.language.patterns import Patterns
from bot.language.places import abroad_of, never_in, regions_of
from bot.language.spelling import Speller
from bot.language.thesaurus import Match, load_tables
from bot.language.vocabulary import Vocabulary, english_contrasts
from bot.language.words import Token, english_key, key
from bot.models import Standing

_SHORT_PART = 3  # letters of a part of a compound


@dataclass(frozen=True, slots=True)
class NamedText:
    """A text by what it may be called: the words of its title and kind, and the years in its title and dates."""

    file: str
    zones: Zones
    years: frozenset[str]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Understanding:
    """What it takes to read questions over one set of texts. `mended` holds how words were mended, by word and language."""

    directory: Directory
    vocabulary: Vocabulary
    speller: Callable[[str], Speller]
    default_language: str
    texts: tuple[NamedText, ...] = ()
    place: str = ""  # the municipality that the texts are of
    mended: dict[tuple[str, str], str] = field(default_factory=dict, compare=False, repr=False)


def make_topic(text: str, match: Match | None, base: Understanding, *, language: str, required: bool) -> Topic:
    """The topic that a word or phrase of the question is, with all that a text may have instead."""
    vocabulary = base.vocabulary
    written = text.split()
    own = tuple(vocabulary.unfold(key(word)) for word in written)
    if match and match.exact and not all(word.lower() in vocabulary.surface for word in written):
        own = tuple(f"{language}:{word.lower()}" for word in written)  # "tree" is no Swedish word, and not "tre"
    official = match.official if match else ()
    if language == "en":  # "driver" is not the "för" of every sentence
        official = tuple(one for one in official if len(one) > 1 or not vocabulary.only_small(one[0]))
    options = tuple(dict.fromkeys(vocabulary.set_apart(option) for option in (own, *official)))
    related = match.related if match else ()
    compound = match.compound if match and match.compound else written[0] if len(own) == 1 else ""
    parts = tuple(_part(part, vocabulary) for part in vocabulary.split(compound)) if " " not in compound else ()
    known = [option for option in (*options, *related) if all(k in vocabulary for k in option)]
    if not known:
        telling = max((vocabulary.telling(k) for k in own), default=0.0)
    elif known[0] == own and len(own) == 1:
        telling = vocabulary.telling(own[0])
    else:
        # A phrase tells as much as its least telling word, small words ("av", "en") apart.
        telling = max(min(vocabulary.telling(k) for k in _telling_words(option)) for option in known)
    whole = bool(known) or (bool(parts) and all(any(k in vocabulary for k in part) for part in parts))
    return Topic(text, options, related, parts, telling, whole, required)


def _telling_words(phrase: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in phrase if len(word) > 3) or phrase


def known_match(match: Match | None, keys: Sequence[str], base: Understanding) -> Match | None:
    """An entry of the thesaurus, but for a phrase that leads nowhere in these texts: it must not hide its words ("sätta avgifter")."""
    if match is None or match.length == 1:
        return match
    phrases = (tuple(keys[: match.length]), *match.official, *match.related)
    return match if any(all(k in base.vocabulary for k in phrase) for phrase in phrases) else None


def known_topic(
    spoken: Sequence[str], keys: Sequence[str], at: int, language: str, base: Understanding
) -> Match | None:
    """The longest phrase from `at` on that leads somewhere in these texts; an English one that is a Swedish word is that word anyway."""
    match = match_topic(spoken, keys, at, language)
    known = match if match and (match.compound or _names_somebody(match, language)) else None
    known = known or known_match(match, keys[at:], base)
    if known is None and match is not None and language == "en":  # of what leads nowhere, its first words
        end = at + match.length - 1
        return known_topic(spoken[:end], keys[:end], at, language, base)
    return known


def _names_somebody(match: Match, language: str) -> bool:
    """Whether an English phrase is one Swedish word for a person, so that its first words alone would be another matter ("*project*
    manager")."""
    person = load_heads().person
    return language == "en" and match.length > 1 and any(len(o) == 1 and o[0].endswith(person) for o in match.official)


def place_topic(topic: Topic, base: Understanding) -> Topic:
    """A place that the texts do not name, as one of the regions that they do ("Tyskland": Europa, utanför Norden)."""
    if len(topic.options[0]) > 1:
        return topic
    regions = [one for one in regions_of(topic.text, base.vocabulary.outside) if one[0].split()[-1] in base.vocabulary]
    if not regions and not topic.known:  # texts that tell no parts of the world apart say just that it is abroad
        regions = [(one,) for one in abroad_of(topic.text) if one in base.vocabulary]
    never = never_in(topic.text, base.vocabulary.outside)
    if not regions:
        return replace(topic, never=never) if never else topic
    telling = max(base.vocabulary.telling(one[0].split()[-1]) for one in regions)
    named = topic.text.lower() in base.vocabulary.surface or any(
        all(k in base.vocabulary for k in option) for option in topic.options[1:]
    )
    own = topic.options if named else ()
    return replace(topic, options=(*own, *regions), telling=telling, known=True, place=not own, never=never)


def particle_verb(
    tokens: Sequence[Token], lowered: Sequence[str], at: int, base: Understanding, patterns: Patterns
) -> str:
    """A verb and its particle as the one word that the texts have for them ("köpa in": inköpa); "" where they have none."""
    if at + 1 >= len(tokens) or not patterns.at("particles", lowered, at + 1) or is_light(lowered[at]):
        return ""
    joined = f"{tokens[at + 1].text}{tokens[at].text}".lower()
    return joined if key(joined) in base.vocabulary else ""


def role_compound(word: str, base: Understanding, language: str) -> tuple[Match, str] | None:
    """A compound whose last part names a role ("medlemskaps-beslut"): the role, and what stands before it."""
    parts = base.vocabulary.split(word) if language == "sv" and key(word) not in base.vocabulary else ()
    match = load_tables("sv").roles.match([parts[-1]], 0) if len(parts) == 2 and len(parts[-1]) > 3 else None
    if not match or not any(part.startswith(load_tables("sv").role_words) for part in _ends(word)):
        return None  # "hyres-värdar" (who value) names none
    return match, parts[0]


def _ends(word: str) -> Iterator[str]:
    return (word[at:].lower() for at in range(_SHORT_PART, len(word) - _SHORT_PART))


def of_field(word: str, base: Understanding, language: str) -> tuple[str, str] | None:
    """The matter and the activity of a compound that no text has ("biblioteks-nätverk": nätverk, biblioteks), or None.

    Of one that only says that something is about its first part ("miljö-frågor"), the matter is that part.
    """
    if language != "sv" or not word.replace("-", "").isalpha() or key(word) in base.vocabulary:
        return None
    hyphen = word.find("-")  # "EU-området"
    for at in (hyphen + 1,) if hyphen > 0 else range(_SHORT_PART, len(word) - _SHORT_PART + 1):
        first, last = word[:at].lower().removesuffix("-"), word[at:].lower()
        if last in field_lists("matters") and key(first) in base.vocabulary:
            return first, ""
        if last in field_lists("kinds") and key(last) in base.vocabulary and is_field_part(first):
            return last, first
    return None


def _part(part: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The words that may stand for a part of a compound: itself, and what the thesaurus has for it."""
    match = load_tables("sv").topics.match([part], 0)
    others = [option[0] for option in (*match.official, *match.related) if len(option) == 1] if match else []
    return tuple(dict.fromkeys((vocabulary.unfold(part), *others)))


def contrasts(tokens: Sequence[Token], base: Understanding, language: str) -> list[tuple[str, Topic]]:
    """Words with what sets them apart before them ("*utanför* Europa"): a text that has only the word says another thing."""
    found = []
    for at in range(1, len(tokens)):
        if is_light(tokens[at].text):
            continue
        if language == "en":
            pairs = _english_contrasts(tokens[at - 1].text, tokens[at].text, base)
        else:
            pairs = [base.vocabulary.contrast(tokens[at - 1].text, tokens[at].text)]
        if any(pairs):
            telling = base.vocabulary.telling(key(tokens[at].text))
            text = f"{tokens[at - 1].text} {tokens[at].text}"
            options = tuple((pair,) for pair in pairs)
            found.append((tokens[at].text, Topic(text, options, (), (), telling, True, required=False, counted=True)))
    return found


def set_apart(topic: Topic, contrast: Topic) -> Topic:
    """The topic of a word that is set apart: only a text that sets it apart, too, is about it. A region may also lie outside another."""
    known = topic.known and bool(abroad_of(topic.text))
    return replace(topic, text=contrast.text, options=contrast.options, parts=(), known=known)


def _english_contrasts(before: str, word: str, base: Understanding) -> list[str]:
    """The Swedish pairs for a preposition that sets a word apart ("outside Europe": "utanför Europa")."""
    swedish = english_contrasts().get(before.lower())
    if swedish is None:
        return []
    match = load_tables("en").topics.match([english_key(word)], 0)
    options = [option[0] for option in match.official if len(option) == 1] if match else [word]
    return [base.vocabulary.contrast(swedish, one) for one in options if one in base.vocabulary]
