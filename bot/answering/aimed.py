"""Whether a statement that has the words of a question is aimed at another thing all the same: another person, or who is to be chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from bot.answering.calibration import calibration
from bot.answering.evidence import StatementEvidence, cover
from bot.answering.query import Intent, Query, Topic
from bot.language.bodies import Directory
from bot.language.lexicon import infinitives, load_lexicon, load_yaml
from bot.language.patterns import load_patterns
from bot.language.words import english_key, fold, key, noun_key, tokenise, words
from bot.models import Role, Statement
from bot.yamlfile import as_mapping, as_words

_SHORT = 3  # letters of a word that may be the end of another by chance
_BEHIND = 3  # words from "if" to the body that is supposed to want something
_WORKS = 2  # words before the place where people work: the people, and what is before them
_NAME = 8  # words among which the name of a body that opens a matter ends


def lacks_the_deed(query: Query, missing: Iterable[Topic]) -> bool:
    """Whether a statement lacks the very verb that the question asks for ("vem *betalar* avgiften?"), which is no word for a role."""
    if query.intent is not Intent.WHO or query.roles:
        return False
    patterns = load_patterns(query.language)
    lowered = [fold(word) for word in query.words]
    who = patterns.first("who", lowered)
    deed = who + patterns.at("who", lowered, who) if who >= 0 else len(lowered)
    return deed < len(lowered) and any(fold(topic.text.split()[0]) == lowered[deed] for topic in missing)


def is_of_another_body(query: Query, matter: str, directory: Directory) -> bool:
    """Whether a matter is limited to what one body does, or to those who work there, and the question does not name that body ("ansökan
    *där kommunstyrelsen är sökande*", "resor för *anställda vid kontoret*")."""
    opens, spoken = load_lexicon().words_of("conditions.finite"), tuple(words(matter))
    if opens.isdisjoint(spoken) and (load_lexicon().words_of("meant_for").isdisjoint(spoken) or not _kinds_in(spoken)):
        return False
    tokens = [token for token in tokenise(matter) if token.is_word]
    named = {one for mention in query.actors for one in mention.keys} | {
        o for t in query.topics if t.body for o in t.keys
    }
    return any(
        not (one.mention.generic or one.mention.plural) and named.isdisjoint(one.mention.keys)
        for one in directory.find(tokens)
        if one.start > 0 and (spoken[one.start - 1] in opens or _works_at(spoken[: one.start]))
    )


def _works_at(before: Sequence[str]) -> bool:
    """Whether words end in people for whom something is, and where they work ("för *anställda vid*")."""
    lexicon = load_lexicon()
    return (
        len(before) > _WORKS
        and before[-1] in lexicon.words_of("attribute_prepositions")
        and bool(_kinds_in(tuple(before[-2:-1])))
        and before[-3] in lexicon.words_of("meant_for")
    )


def names_body(query: Query, matter: str, directory: Directory) -> bool:
    """Whether a matter begins with a body that the question names, by whatever name ("*bolagets* medlemskap")."""
    named = {one for mention in query.actors for one in mention.keys}
    first = directory.at_start(tokenise(matter)[:_NAME]) if named else None
    return first is not None and not named.isdisjoint(first.mention.keys)


def is_who_wants(query: Query, statement: Statement) -> bool:
    """Whether a statement's body is the one that the question supposes to want something ("vem prövar det om *en nämnd* vill avvika?"):
    what that body is then to do itself is no answer."""
    if query.intent is not Intent.WHO or statement.actor is None or not query.actors:
        return False
    spoken = [word.lower() for word in query.words]
    opens = load_lexicon().words_of("supposes")
    for at, word in enumerate(spoken):
        if word in opens and any(noun_key(one) in statement.actor.keys for one in spoken[at + 1 : at + 1 + _BEHIND]):
            return True
    return False


def is_told_by_the_way(query: Query, matter: str) -> bool:
    """Whether a matter names what the question is about only in a clause that describes something else ("ett stipendium till den *som
    vill studera i en vänort*", asked of vänorter)."""
    head = _head(matter)
    if not head:
        return False
    asked = {one for topic in query.topics if topic.required and not topic.body for one in topic.keys}
    return bool(asked) and not any(_same(one, other) or _begins(one, other) for one in head for other in asked)


@lru_cache(maxsize=10_000)
def _head(matter: str) -> tuple[str, ...]:
    """The keys of a matter's words before its first relative clause; () where it has none."""
    spoken = words(matter)
    as_subject = load_lexicon().words_of("as_subject")
    asks = spoken[:1] and spoken[0] in load_lexicon().words_of("interrogatives")  # "*vilka som* får åka"
    end = 0 if asks else next((at for at, word in enumerate(spoken) if word in as_subject and at), 0)
    return tuple(key(word) for word in spoken[:end])


def _begins(one: str, other: str) -> bool:
    return len(one) > _SHORT and len(other) > _SHORT and (one.startswith(other) or other.startswith(one))


def is_of_other_people(query: Query, statement: Statement) -> bool:
    """Whether the question names one kind of people, and the matter only another ("en politikers resa": "medarbetares resa")."""
    asked = _kinds_in(tuple(query.words))
    told = _kinds_in(tuple(words(statement.matter))) if asked else frozenset()
    return bool(told) and asked.isdisjoint(told)


def asks_to_choose(query: Query) -> bool:
    """Whether a question asks who chooses or appoints somebody."""
    if query.language == "en":
        return any(
            word.lower().startswith(tuple(load_lexicon().words_of("appointing_english"))) for word in query.words
        )
    return not query.verbs.isdisjoint(load_lexicon().words_of("appointing"))


def tells_no_such_deed(query: Query, statement: Statement, found: StatementEvidence) -> bool:
    """Whether a statement tells nothing of what the question asks for by a verb that means more than its role: of a deed of its own
    kind ("vem *företräder* …"), or of choosing somebody, which deciding on networks is not. English verbs of choosing are too wide."""
    deeds = query.verbs & load_lexicon().words_of("own_deeds")
    of_its_own = query.role is Role.RESPONSIBLE and deeds and not deeds & infinitives(words(statement.verb))
    if not of_its_own and (query.language == "en" or not asks_to_choose(query)):
        return False
    asked = [topic for topic in query.topics if topic.of_role]
    return (bool(asked) or bool(of_its_own)) and cover(asked, found.whole).share < calibration("covered")


def chooses_another(query: Query, head: Sequence[str], statement: Statement) -> bool:
    """Whether a statement tells who chooses somebody whom the question does not speak of: who appoints the delegates to an
    organisation does not thereby decide on the organisation. `head` holds the keys of what the matter begins with."""
    chosen = infinitives(words(statement.verb)) & load_lexicon().words_of("appointing")
    if not chosen or chosen & query.verbs or not query.topics:
        return False
    if query.language == "en" and asks_to_choose(query):
        return False
    asked = {one for topic in query.topics for one in topic.keys}
    return bool(head) and not any(_same(one, other) for one in head for other in asked)


def _same(one: str, other: str) -> bool:
    return one == other or (len(one) > _SHORT and len(other) > _SHORT and (one.endswith(other) or other.endswith(one)))


@lru_cache(maxsize=10_000)
def _kinds_in(spoken: tuple[str, ...]) -> frozenset[str]:
    kinds = _kinds()
    return frozenset(kinds[one] for word in spoken for one in _keys([word]) if one in kinds)


@cache
def _kinds() -> dict[str, str]:
    listed = as_mapping(load_yaml("persons.yaml")["persons"], "persons.yaml: persons")
    return {
        one: kind for kind, node in listed.items() for one in _keys(as_words(node, f"persons.yaml: persons.{kind}"))
    }


def _keys(spoken: Iterable[str]) -> set[str]:
    return {make(word.lower()) for word in spoken for make in (key, noun_key, english_key)}
