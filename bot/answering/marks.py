"""Which words of a question name a role, which a topic, and which only ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.answering.evidence import Zones
from bot.answering.query import Topic
from bot.language.amounts import find_amounts
from bot.language.bodies import Directory, Located
from bot.language.dictionary import is_swedish_verb
from bot.language.everyday import is_everyday
from bot.language.heads import is_definite
from bot.language.patterns import Patterns, load_patterns
from bot.language.places import never_in, regions_of
from bot.language.spelling import Speller
from bot.language.thesaurus import Match, folded_light_words, light_words, load_tables
from bot.language.vocabulary import Vocabulary, english_contrasts
from bot.language.words import Token, english_key, fold, key, noun_key
from bot.models import Role, Standing

# Kinds of words that ask, and so are no topic.
_ASKING = (
    "who", "what", "does", "fact", "manner", "yes_no", "confirm", "follow_up", "pronouns", "we", "negation", "instead",
    "new_topic", "body_nouns", "indirect", "typed.date", "typed.deadline", "typed.duration", "typed.number", "typed.reference",
)  # fmt: skip
_SUM = 2  # digits: from three on a number is a sum of money


@dataclass(frozen=True, slots=True)
class NamedText:
    """A text by what it may be called: the words of its title and kind, and the years in its title and dates."""

    file: str
    zones: Zones
    years: frozenset[str]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Understanding:
    """What it takes to read questions over one set of texts."""

    directory: Directory
    vocabulary: Vocabulary
    speller: Callable[[str], Speller]
    default_language: str
    texts: tuple[NamedText, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleMark:
    """A word or phrase that names a role: tokens `start` to `end`."""

    start: int
    end: int
    roles: tuple[Role, ...]


@dataclass(slots=True)
class Marks:
    """What the words of a question were taken for."""

    located: list[Located]
    roles: list[RoleMark] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)


def mark_words(
    tokens: Sequence[Token],
    located: list[Located],
    base: Understanding,
    *,
    language: str,
    required: bool,
    questioned: bool,
) -> Marks:
    """Go through the words once: a body, a role, a phrase of the thesaurus, a word that only asks, or a topic of its own.

    The longest phrase wins, a role before a topic. A second word for another role ("Vem beslutar om *stöd* …") is a topic too,
    where it can be one; the first is one among mere key words (`questioned`: the question ends with "?").
    """
    patterns, tables = load_patterns(language), load_tables(language)
    lowered = [fold(t.text) for t in tokens]
    asks = patterns.covered(_ASKING, lowered)
    keywords = not questioned and not any(asks)
    scoped = patterns.covered(("scope.own", "scope.whole"), lowered)
    bodies = {at: one.end for one in located for at in range(one.start, one.end)}
    keys = [(key if language == "sv" else english_key)(t.text) for t in tokens]
    marks = Marks(located)
    at = 0
    loose = [at in bodies or asks[at] or _is_light(token.text.lower()) for at, token in enumerate(tokens)]
    taken: set[int] = set()  # words of a phrase with others in between
    roles_at = [tables.roles.match(keys, i) is not None for i in range(len(keys))]
    by_the_way = _relative_clause(lowered, bodies, roles_at, patterns)
    while at < len(tokens):
        if at in taken:
            at += 1
            continue
        if at in bodies:
            at = bodies[at]
            continue
        free = next((i for i in range(at, len(tokens)) if i in bodies), len(tokens)) - at
        parted = tables.roles.match_parted(keys, at, loose) if keys[at] in tables.roles and not asks[at] else None
        role, topic, light = (
            match if match and match.length <= free else None
            for match in (
                tables.roles.match(keys, at),
                _known(tables.topics.match(keys, at), keys[at:], base),
                tables.light.match(keys, at),
            )
        )
        if role and role.length == 1 and tokens[at].text.lower() in light_words():
            role = None
        if parted and (role is None or role.length == 1):  # "signs *that* off", "har *nämnden* sista ordet"
            marks.roles.append(RoleMark(at, at + 1, parted[0].roles))
            taken.update(parted[1])
            at += 1
            continue
        longest = max((match.length for match in (role, topic, light) if match), default=1)
        text = " ".join(t.text for t in tokens[at : at + longest])
        verb = _particle_verb(tokens, lowered, at, base, patterns) if longest == 1 else ""
        if verb:
            marks.topics.append(make_topic(verb, None, base, language=language, required=required))
            at += 2
            continue
        if role and role.length == longest and at in by_the_way:
            pass
        elif role and role.length == longest:
            before = {one for mark in marks.roles for one in mark.roles}
            if before and longest == 1 and at and patterns.at("a_thing", lowered, at - 1):  # "approves an *adoption*"
                official = [option[0] for option in topic.official] if topic else []
                thing = None if official and official[0] in load_tables("sv").roles else topic  # not "to adopt"
                marks.topics.append(make_topic(text, thing, base, language=language, required=required))
            marks.roles.append(RoleMark(at, at + longest, role.roles))
            if topic and topic.length == longest and not set(role.roles) <= before and not asks[at]:
                needed = required and (bool(before) or (keywords and not located))
                found = make_topic(text, topic, base, language=language, required=needed)
                marks.topics.append(replace(found, of_role=not before))
        elif (light and light.length == longest and longest > 1) or (
            longest == 1 and (asks[at] or _is_light(tokens[at].text.lower()))
        ):
            pass
        elif longest == 1 and _tells_little(tokens, lowered, at, marks, base, asks, language):
            found = make_topic(text, topic, base, language=language, required=False)
            marks.topics += [replace(found, little=True)] if found.known else []
        elif longest == 1 and (compound := _role_compound(tokens[at].text, base, language)):
            role_inside, rest = compound
            marks.roles.insert(0, RoleMark(at, at + 1, role_inside.roles))
            found = make_topic(rest, None, base, language=language, required=required)
            marks.topics.append(replace(found, text=text))
        else:
            aside = all(scoped[at : at + longest]) or bool(at and patterns.at("according", lowered, at - 1))
            aside = aside or at in by_the_way
            aside = aside or (patterns.at("costs", lowered, at) == longest and _before_sum(lowered, at + longest))
            aside = aside or (longest == 1 and _of_amount(lowered, at))
            if any(scoped) and (inside := patterns.at("domain", lowered, at)) >= longest:
                aside, longest = True, inside
            inner = [tables.roles.match(keys[: i + 1], i) for i in range(at, at + longest)] if longest > 1 else []
            marks.roles += [RoleMark(at, at + longest, match.roles) for match in inner[:1] + inner[-1:] if match]
            found = make_topic(text, topic, base, language=language, required=required and not aside)
            found = replace(_placed(found, base), little=aside)
            if (found.place or not found.known) and _narrows(marks, lowered, loose, at, patterns):
                found = replace(found, narrowing=True)
            if found.known or not all(scoped[at : at + longest]):  # "on its own" need not stand in the texts
                marks.topics.append(found)
        at += longest
    if not marks.topics:
        marks.topics += _inside_roles(tokens, keys, marks, asks=asks, base=base, language=language)
    if required and not any(topic.required and not topic.place for topic in marks.topics):  # where, but not what
        marks.topics = [replace(t, options=((fold(t.text),),), known=False) if t.place else t for t in marks.topics]
    for word, contrast in _contrasts(tokens, base, language):
        marks.topics = [
            replace(topic, options=(*topic.options, *contrast.options)) if topic.text == word else topic
            for topic in marks.topics
        ]
        marks.topics.append(contrast)
    return marks


def _placed(topic: Topic, base: Understanding) -> Topic:
    """A place that the texts do not name, as one of the regions that they do ("Tyskland": Europa, utanför Norden)."""
    if len(topic.options[0]) > 1:
        return topic
    regions = [one for one in regions_of(topic.text, base.vocabulary.outside) if one[0].split()[-1] in base.vocabulary]
    if not regions:
        return topic
    telling = max(base.vocabulary.telling(one[0].split()[-1]) for one in regions)
    named = topic.text.lower() in base.vocabulary.surface or any(
        all(k in base.vocabulary for k in option) for option in topic.options[1:]
    )
    own = topic.options if named else ()
    return replace(
        topic, options=(*own, *regions), telling=telling, known=True, place=not own, never=never_in(topic.text)
    )


def _narrows(marks: Marks, lowered: Sequence[str], loose: Sequence[bool], at: int, patterns: Patterns) -> bool:
    """Whether a word only narrows a matter that was named before it ("nätverk *inom äldreomsorg*")."""
    back = at - 1
    while back >= 0 and loose[back] and not patterns.at("narrows", lowered, back):
        back -= 1
    return back >= 0 and patterns.at("narrows", lowered, back) > 0 and bool(marks.topics)


def _relative_clause(
    lowered: Sequence[str], bodies: Mapping[int, int], roles_at: Sequence[bool], patterns: Patterns
) -> range:
    """The words of a clause with a body of its own that describes what is asked about ("planen *som nämnden tar fram varje år*").

    Only behind something that it can describe: "är det nämnden som …" and "vem som …" ask.
    """
    for at in range(3, len(lowered) - 2):
        own = next((to for to in (at + 1, at + 2) if to in bodies), -1)
        asked = any(patterns.at("who", lowered, back) or back in bodies for back in (at - 1, at - 2))
        if roles_at[at - 1]:  # "approve *that our board* …" is no description
            continue
        if patterns.at("cleft", lowered, at) and own >= 0 and not asked and patterns.first("who", lowered[:at]) >= 0:
            return range(at, len(lowered))
    return range(0)


def _of_amount(lowered: Sequence[str], at: int) -> bool:
    """Whether a word is the unit of an amount ("två *veckor*")."""
    return at > 0 and bool(find_amounts(f"{lowered[at - 1]} {lowered[at]}"))


def _before_sum(lowered: Sequence[str], at: int) -> bool:
    """Whether a sum follows ("*kostar* 100 000 kronor", "*costs* more than 5 000")."""
    ahead = next((i for i in range(at, min(at + 5, len(lowered))) if lowered[i][0].isdigit()), -1)
    return (
        ahead >= 0
        and len(lowered[ahead]) + (len(lowered[ahead + 1]) if ahead + 1 < len(lowered) else 0) > _SUM
        and all(_is_light(word) for word in lowered[at:ahead])
    )


def _tells_little(
    tokens: Sequence[Token],
    lowered: Sequence[str],
    at: int,
    marks: Marks,
    base: Understanding,
    asks: Sequence[bool],
    language: str,
) -> bool:
    """Whether a word is not what the question is about: an everyday word, or a verb that the texts lack and that nobody asks for.

    Asked for is the first word with a meaning behind "who", behind a word for a role, or in the question: "vem *översätter* …",
    "vem bestämmer om vi ska *översätta* …", "får vi *översätta* …?"; of "vem *hoppar* …" an everyday word, too.
    """
    word = tokens[at].text.lower()
    patterns = load_patterns(language)
    before = at - 1
    ends = {mark.end - 1 for mark in marks.roles}
    bodies = {inside for one in marks.located for inside in range(one.start, one.end)}
    while (
        before >= 0
        and before not in ends
        and (asks[before] or before in bodies or _is_light(tokens[before].text.lower()))
    ):
        if patterns.at("who", lowered, before):
            break
        before -= 1
    asked = before < 0 or before in ends or bool(patterns.at("who", lowered, before))
    if is_everyday(word, language):
        joined = at + 1 < len(tokens) and patterns.at("and", lowered[at + 1 : at + 3], 0) > 0
        return not (before == at - 1 >= 0 and bool(patterns.at("who", lowered, before))) or joined
    if asked or base.vocabulary.unfold(key(word)) in base.vocabulary or base.vocabulary.split(word):
        return False
    verbal = any(patterns.at("before_verb", lowered, back) == at - back for back in range(max(0, at - 3), at))
    return verbal and (language == "en" or is_swedish_verb(word))


def make_topic(text: str, match: Match | None, base: Understanding, *, language: str, required: bool) -> Topic:
    """The topic that a word or phrase of the question is, with all that a text may have instead."""
    vocabulary = base.vocabulary
    written = text.split()
    own = tuple(vocabulary.unfold(key(word)) for word in written)
    options = tuple(dict.fromkeys((own, *(match.official if match else ()))))
    related = match.related if match else ()
    parts = tuple(_part(part, vocabulary) for part in vocabulary.split(written[0])) if len(own) == 1 else ()
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


def _known(match: Match | None, keys: Sequence[str], base: Understanding) -> Match | None:
    """An entry of the thesaurus, but for a phrase that leads nowhere in these texts: it must not hide its words ("sätta avgifter")."""
    if match is None or match.length == 1:
        return match
    phrases = (tuple(keys[: match.length]), *match.official, *match.related)
    return match if any(all(k in base.vocabulary for k in phrase) for phrase in phrases) else None


def _particle_verb(
    tokens: Sequence[Token], lowered: Sequence[str], at: int, base: Understanding, patterns: Patterns
) -> str:
    """A verb and its particle as the one word that the texts have for them ("köpa in": inköpa); "" where they have none."""
    if at + 1 >= len(tokens) or not patterns.at("particles", lowered, at + 1) or _is_light(lowered[at]):
        return ""
    joined = f"{tokens[at + 1].text}{tokens[at].text}".lower()
    return joined if key(joined) in base.vocabulary else ""


def _role_compound(word: str, base: Understanding, language: str) -> tuple[Match, str] | None:
    """A compound whose last part names a role ("medlemskaps-beslut"): the role, and what stands before it."""
    parts = base.vocabulary.split(word) if language == "sv" and key(word) not in base.vocabulary else ()
    match = load_tables("sv").roles.match([parts[-1]], 0) if len(parts) == 2 and len(parts[-1]) > 3 else None
    return (match, parts[0]) if match else None


def _part(part: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The words that may stand for a part of a compound: itself, and what the thesaurus has for it."""
    match = load_tables("sv").topics.match([part], 0)
    others = [option[0] for option in (*match.official, *match.related) if len(option) == 1] if match else []
    return tuple(dict.fromkeys((vocabulary.unfold(part), *others)))


def _contrasts(tokens: Sequence[Token], base: Understanding, language: str) -> list[tuple[str, Topic]]:
    """Words with what sets them apart before them ("*utanför* Europa"): a text that has only the word says another thing."""
    found = []
    for at in range(1, len(tokens)):
        if _is_light(tokens[at].text.lower()):
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


def _english_contrasts(before: str, word: str, base: Understanding) -> list[str]:
    """The Swedish pairs for a preposition that sets a word apart ("outside Europe": "utanför Europa")."""
    swedish = english_contrasts().get(before.lower())
    if swedish is None:
        return []
    match = load_tables("en").topics.match([english_key(word)], 0)
    options = [option[0] for option in match.official if len(option) == 1] if match else [word]
    return [base.vocabulary.contrast(swedish, one) for one in options if one in base.vocabulary]


def _inside_roles(
    tokens: Sequence[Token], keys: list[str], marks: Marks, *, asks: list[bool], base: Understanding, language: str
) -> list[Topic]:
    """The topics inside phrases taken for a role ("svara på *remissen*"), where a question has no other."""
    tables, patterns = load_tables(language), load_patterns(language)
    starts = {mark.start for mark in marks.roles}
    found = []
    for at in (i for mark in marks.roles if mark.end - mark.start > 1 for i in range(mark.start, mark.end)):
        named = at > 0 and patterns.at("articles", [fold(tokens[at - 1].text)], 0) > 0
        named = named or (language == "sv" and is_definite(tokens[at].text, noun_key(tokens[at].text)))
        if not named and at not in starts:  # "in *charge* of" is about no charge
            continue
        if tables.roles.match(keys[: at + 1], at) is None and not asks[at] and not _is_light(tokens[at].text.lower()):
            match = tables.topics.match(keys[: at + 1], at)
            found.append(make_topic(tokens[at].text, match, base, language=language, required=True))
    return found


def _is_light(word: str) -> bool:
    return word in light_words() or word in folded_light_words() or word.isdigit() or len(word) == 1
