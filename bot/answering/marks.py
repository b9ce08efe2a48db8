"""Which words of a question name a role, which a topic, and which only ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.answering.asides import (
    Line,
    describing_clause,
    field_that_acts,
    is_aside,
    is_counterpart,
    is_for_others,
    is_joined,
    leads_to_question,
    narrows,
    tells_little,
)
from bot.answering.query import Topic
from bot.answering.topics import (
    NamedText,
    Understanding,
    contrasts,
    known_topic,
    make_topic,
    of_field,
    particle_verb,
    place_topic,
    role_compound,
    set_apart,
)
from bot.language.analysis import is_light
from bot.language.bodies import Located
from bot.language.dictionary import is_swedish_verb
from bot.language.english import match_topic, names_a_thing
from bot.language.everyday import field_at, is_surroundings
from bot.language.heads import is_definite
from bot.language.patterns import load_patterns
from bot.language.places import is_nationality
from bot.language.thesaurus import Match, Tables, light_words, load_tables
from bot.language.words import Token, english_key, fold, key, noun_key
from bot.models import Role

# Kinds of words that ask, and so are no topic.
_ASKING = (
    "who", "what", "does", "fact", "manner", "yes_no", "confirm", "follow_up", "pronouns", "we", "negation", "instead",
    "new_topic", "body_nouns", "indirect", "spared", "typed.date", "typed.deadline", "typed.duration", "typed.number", "typed.reference",
)  # fmt: skip


_NEAR = 3  # words between what names a scope and what it is of ("bara i *vårt arbete*")
_PHRASE = 3  # words of a phrase before the one that looks like a body


# Who has one of these for a decision is the one that decides.
_OF_A_DECISION = {Role.RESPONSIBLE, Role.SUPPORTS, Role.CONSULTED}


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
    somebody_acts: bool = False  # "om *museet* får …": it is asked for one body or activity


@dataclass(frozen=True, slots=True)
class _Matches:
    """What the tables have at a place: each the longest phrase, none that runs into a body."""

    role: Match | None
    topic: Match | None
    light: Match | None

    @property
    def longest(self) -> int:
        return max((match.length for match in (self.role, self.topic, self.light) if match), default=1)


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
    reader = _Reader(tokens, located, base, language=language, required=required, questioned=questioned)
    at = 0
    while at < len(tokens):
        at = reader.read(at)
    return reader.finish()


class _Reader:
    """One pass over the words of a question, with what has been taken for what so far."""

    def __init__(
        self,
        tokens: Sequence[Token],
        located: list[Located],
        base: Understanding,
        *,
        language: str,
        required: bool,
        questioned: bool,
    ) -> None:
        self.tokens, self.base, self.language, self.required = tokens, base, language, required
        self.patterns = load_patterns(language)
        self.tables: Tables = load_tables(language)
        self.spoken = [token.text for token in tokens]
        lowered = [fold(t.text) for t in tokens]
        self.asks = self.patterns.covered(_ASKING, lowered)
        self.timed = self.patterns.covered(("typed.deadline",), lowered)
        self.keywords = not questioned and not any(self.asks)
        self.scoped = self.patterns.covered(("scope.own", "scope.whole"), lowered)
        self.keys = [(key if language == "sv" else english_key)(t.text) for t in tokens]
        located = [one for one in located if one.listed or not self._inside_phrase(one)]
        self.bodies = {at: one.end for one in located for at in range(one.start, one.end)}
        loose = [at in self.bodies or self.asks[at] or _is_small(token.text) for at, token in enumerate(tokens)]
        self.line = Line(self.spoken, lowered, loose, self.bodies, self.patterns, language)
        roles_at = [self.tables.roles.match(self.keys, at) is not None for at in range(len(tokens))]
        self.by_the_way = describing_clause(self.line, roles_at)
        self.taken: set[int] = set()  # words of a phrase that has others in between
        self.helped = -1  # the place behind the last of those who are helped
        self.marks = Marks(located)

    def read(self, at: int) -> int:
        """Take the word or phrase at a place for what it is, and return the place behind it."""
        if at in self.taken:
            return at + 1
        if at in self.bodies:
            return self.bodies[at]
        if leads_to_question(self.line, at):
            return at + self.line.at("story", at)
        found = self._matches(at)
        parted = self._parted(at) if found.role is None or found.role.length == 1 else None
        if parted and found.topic and found.topic.length > max(parted[1]) - at:
            parted = None  # "*för kommunens talan*" is one thing
        if parted:  # "signs *that* off", "har *nämnden* sista ordet"
            match, places = parted
            self.marks.roles.append(RoleMark(at, at + 1, match.roles))
            self.taken.update(places)
            return at + 1
        longest = found.longest
        text = " ".join(t.text for t in self.tokens[at : at + longest])
        verb = particle_verb(self.tokens, self.line.lowered, at, self.base, self.patterns) if longest == 1 else ""
        if verb:
            self.marks.topics.append(self._topic(verb, None, required=self.required))
            return at + 2
        light = found.light is not None and found.light.length == longest > 1
        if found.role and found.role.length == longest:
            if at not in self.by_the_way:
                self._take_role(at, text, found.role, found.topic)
        elif (
            light
            or all(self.timed[at : at + longest])
            or (longest == 1 and (self.asks[at] or (_is_small(text) and not self._is_listed(at, found.topic))))
        ):
            pass
        elif longest == 1 and self._tells_little(at, found.topic):
            topic = self._topic(text, found.topic, required=False)
            self.marks.topics += [replace(topic, little=True)] if topic.known else []
        elif (
            longest == 1
            and not any(Role.DECIDES in mark.roles for mark in self.marks.roles)
            and (compound := role_compound(text, self.base, self.language))
        ):
            role_inside, rest = compound
            self.marks.roles.insert(0, RoleMark(at, at + 1, role_inside.roles))
            self.marks.topics.append(replace(self._topic(rest, None, required=self.required), text=text))
        elif (
            longest == 1 and not self._leads(text, found.topic) and (parts := of_field(text, self.base, self.language))
        ):
            matter, activity = parts
            self.marks.topics.append(self._topic(matter, None, required=self.required))
            if activity:
                topic = self._topic(activity, None, required=self.required)
                self.marks.topics.append(replace(topic, text=text, narrowing=True))
        else:
            longest = self._take_topic(at, text, found.topic, longest)
        return at + longest

    def finish(self) -> Marks:
        """The marks, with what can be told only when all words are known."""
        marks = self.marks
        if not marks.topics:
            marks.topics += self._inside_roles()
        if self.language == "en" and any(topic.required and topic.known for topic in marks.topics):
            marks.topics = [topic for topic in marks.topics if not (topic.of_role and _is_role_itself(topic.text))]
        if self.required and not any(
            topic.required and not topic.never for topic in marks.topics
        ):  # where, but not what: a listed place is known by the regions that it never lies in
            marks.topics = [replace(t, options=((fold(t.text),),), known=False) if t.never else t for t in marks.topics]
        for word, contrast in contrasts(self.tokens, self.base, self.language):
            marks.topics = [set_apart(topic, contrast) if topic.text == word else topic for topic in marks.topics]
            marks.topics.append(contrast)
        return marks

    def _inside_phrase(self, body: Located) -> bool:
        """Whether what looks like a body that nobody listed is the end of a phrase for something else ("internationellt *förbund*")."""
        for at in range(max(0, body.start - _PHRASE), body.start + 1):
            match = known_topic(self.spoken, self.keys, at, self.language, self.base)
            if match and match.length > 1 and at + match.length >= body.end:
                return True
        return False

    def _matches(self, at: int) -> _Matches:
        free = next((i for i in range(at, len(self.tokens)) if i in self.bodies), len(self.tokens)) - at
        role, topic, light = (
            match if match and match.length <= free else None
            for match in (
                self.tables.roles.match(self.keys, at),
                known_topic(self.spoken, self.keys, at, self.language, self.base),
                self.tables.light.match(self.keys, at),
            )
        )
        if role and role.length == 1 and self.tokens[at].text.lower() in light_words():
            role = None
        if (
            role
            and role.length == 1
            and topic
            and (topic.exact or self._is_known_thing(at))
            and self._names_a_thing(at)
        ):
            role = light = None  # nor is "*allowances for* trips" something to "allow for"
        if light and any(self._runs_on(i, at + light.length) for i in range(at + 1, at + light.length)):
            light = None  # "the *city planning*"
        return _Matches(role, topic, light)

    def _is_listed(self, at: int, topic: Match | None) -> bool:
        """Whether a word is small only as it is written without its å ä ö in Swedish ("hall")."""
        return topic is not None and topic.exact and self.spoken[at].lower() not in light_words()

    def _runs_on(self, at: int, end: int) -> bool:
        """Whether a phrase that is one thing begins at `at` and goes on behind `end`."""
        topic = match_topic(self.spoken, self.keys, at, self.language)
        return topic is not None and topic.exact and at + topic.length > end

    def _is_ones_own(self, at: int) -> bool:
        """Whether a word stands behind what names a scope, or behind a body that it belongs to ("in our committee's *field*")."""
        belongs = any(
            (body.genitive and body.end == at) or (body.end == at - 1 and self.spoken[at - 1] == "s")
            for body in self.marks.located
        )
        ours = any(self.scoped) and any(self.line.at("our", back) for back in (at - 1, at - 2))
        return belongs or ours or any(self.scoped[max(0, at - _NEAR) : at])

    def _tells_whose(self, at: int) -> bool:
        """Whether a word is the adjective of a country before a noun ("en *tysk* partner"), and not a language, nor a word of the texts."""
        word = self.spoken[at].lower()
        before_noun = at + 1 < len(self.spoken) and not self.line.loose[at + 1]
        return before_noun and is_nationality(word) and word not in self.base.vocabulary.surface

    def _leads(self, text: str, topic: Match | None) -> bool:
        """Whether the thesaurus has a word that these texts have in some way."""
        return topic is not None and self._topic(text, topic, required=False).known

    def _alone(self, at: int) -> Match | None:
        return match_topic(self.spoken[: at + 1], self.keys[: at + 1], at, self.language)

    def _names_a_thing(self, at: int) -> bool:
        expected = bool(self.marks.roles) or self.line.at("articles", at - 1) > 0
        return names_a_thing(self.spoken[at], expected=expected)

    def _is_known_thing(self, at: int) -> bool:
        """Whether an English word of the thesaurus stands behind an article that points at it ("wrote *the proposal*")."""
        pointed = self.line.at("articles", at - 1) and not self.line.at("a_thing", at - 1)
        return self.language == "en" and bool(pointed) and self.spoken[at].lower() in self.tables.topic_words

    def _parted(self, at: int) -> tuple[Match, range] | None:
        return None if self.asks[at] else self.tables.roles.match_parted(self.keys, at, self.line.loose)

    def _tells_little(self, at: int, topic: Match | None) -> bool:
        ends = {mark.end - 1 for mark in self.marks.roles}
        return tells_little(self.line, at, ends, self.base.vocabulary, listed=topic is not None and topic.exact)

    def _take_role(self, at: int, text: str, role: Match, topic: Match | None) -> None:
        marks, longest = self.marks, role.length
        before = {one for mark in marks.roles for one in mark.roles}
        ends = at + longest == len(self.tokens)
        if ends and Role.DECIDES in role.roles and before and before <= _OF_A_DECISION and self.line.at("decision", at):
            marks.roles.insert(0, RoleMark(at, at + longest, (Role.DECIDES,)))  # "har hand om *beslutet*"
            return
        if before == {Role.RESPONSIBLE} and self.line.at("deciding", at) == longest and Role.DECIDES in role.roles:
            between = range(marks.roles[-1].end, at)
            if len(between) <= _NEAR and all(self.line.loose[i] for i in between):
                marks.roles.insert(0, RoleMark(at, at + longest, role.roles))  # "it falls to whom *to decide*"
                return
        if Role.DECIDES in role.roles and self.line.at("decision", at) and self._is_demanded_of_body(at):
            marks.roles.append(RoleMark(at, at + longest, role.roles))  # "does it require *council approval*"
            return
        if before and at + longest + 1 == len(self.tokens) and self.line.at("pronouns", at + longest):
            marks.roles.append(RoleMark(at, at + longest, role.roles))  # "who *handles it*"
            return
        if before and longest == 1 and self.line.at("a_thing", at - 1):  # "approves an *adoption*"
            official = [option[0] for option in topic.official] if topic else []
            thing = None if official and official[0] in load_tables("sv").roles else topic  # not "to adopt"
            marks.topics.append(self._topic(text, thing, required=self.required))
        marks.roles.append(RoleMark(at, at + longest, role.roles))
        last = at + longest - 1
        verb = self.tables.roles.match(self.keys[: last + 1], last) if longest > 1 else None
        if verb and verb.roles == role.roles and not (topic and topic.length == longest):  # "ska *införa*"
            topic, text, longest = self._alone(last), self.spoken[last], 1
        if topic and topic.length == longest and not set(role.roles) <= before and not self.asks[at]:
            needed = self.required and (bool(before) or (self.keywords and not marks.located))
            marks.topics.append(replace(self._topic(text, topic, required=needed), of_role=not before))

    def _is_demanded_of_body(self, at: int) -> bool:
        """Whether a question for a duty asks for what a body gives, its name right before it ("krävs *fullmäktiges* beslut")."""
        given = any(
            body.end == at or (body.end == at - 1 and self.spoken[at - 1] == "s") for body in self.marks.located
        )
        return given and self.patterns.first("obliged", self.line.lowered) >= 0

    def _take_topic(self, at: int, text: str, match: Match | None, longest: int) -> int:
        """Take a word or phrase for what the question is about, and return how many words it has."""
        scoped = all(self.scoped[at : at + longest])
        aside = scoped or at in self.by_the_way or is_aside(self.line, at, longest)
        aside = aside or self.line.at("each_time", at) >= longest  # "ska *varje år* fastställa"
        aside = aside or (
            longest == 1 and bool(self.base.place) and self.line.lowered[at].removesuffix("s") == self.base.place
        )
        helped = any(mark.end == at and Role.SUPPORTS in mark.roles for mark in self.marks.roles)
        helped = helped or (at > 0 and self.helped == at - 1 and self.line.at("and", at - 1) > 0)
        if (field := field_that_acts(self.line, at, self.base.vocabulary, helped)) >= longest:
            aside, longest, self.marks.somebody_acts = True, field, True
            self.helped = at + field if helped else -1
        elif is_counterpart(self.line, at, longest) or is_for_others(self.line, at) >= longest:
            aside = True
        elif longest == 1 and (field := field_at(self.spoken, at, self.language)) > 1:  # "social services"
            text, longest = " ".join(self.spoken[at : at + field]), field
        if self._is_ones_own(at) and (inside := self.line.at("domain", at)) >= longest:
            aside, longest = True, inside
        named = match is not None and match.exact and not self.line.at("articles", at + 1)  # "a *design* competition"
        named = named or (longest > 1 and self.line.at("particles", at + 1) > 0)  # "*skriva in*" is to write nothing
        ends = range(at, at + longest) if longest > 1 and not named else range(0)
        inner = [self.tables.roles.match(self.keys[: i + 1], i) for i in ends]
        self.marks.roles += [RoleMark(at, at + longest, one.roles) for one in inner[:1] + inner[-1:] if one]
        topic = place_topic(self._topic(text, match, required=self.required and not aside), self.base)
        matters = [one for one in self.marks.topics if self.language == "sv" or not one.of_role]  # "decides *on*"
        matters = [one for one in matters if not is_surroundings(one.text, "collections")]
        narrowing = (topic.place or not topic.known) and bool(matters) and narrows(self.line, at)
        if longest == 1 and self._tells_whose(at):
            topic = replace(topic, required=False)
            aside = narrowing = True
        if topic.known or not scoped:  # "on its own" need not stand in the texts
            joined = not (topic.known or aside) and is_joined(self.line, at)
            self.marks.topics.append(replace(topic, little=aside, narrowing=narrowing, joined=joined))
        if topic.never and any(at - back == self.line.at("going", back) for back in (at - 2, at - 3) if back >= 0):
            journey = load_patterns("sv").phrases["journey"][0][0]  # "jag *ska till Norge*"
            self.marks.topics.append(make_topic(journey, None, self.base, language="sv", required=self.required))
        return longest

    def _inside_roles(self) -> list[Topic]:
        """The topics inside phrases taken for a role ("svara på *remissen*"), where a question has no other."""
        starts = {mark.start for mark in self.marks.roles}
        found = []
        for at in (i for mark in self.marks.roles if mark.end - mark.start > 1 for i in range(mark.start, mark.end)):
            word = self.tokens[at].text
            named = self.line.at("articles", at - 1) or (self.language == "sv" and is_definite(word, noun_key(word)))
            if not named and at not in starts:  # "in *charge* of" is about no charge
                continue
            if self.language == "sv" and is_swedish_verb(word.lower()) and not self.line.at("articles", at - 1):
                continue  # "*tacka* ja"
            if self.tables.roles.match(self.keys[: at + 1], at) is None and not self.asks[at] and not _is_small(word):
                found.append(self._topic(word, self._alone(at), required=True))
        return [topic for topic in found if topic.known]  # of a phrase that asks, no strange word is the matter

    def _topic(self, text: str, match: Match | None, *, required: bool) -> Topic:
        return make_topic(text, match, self.base, language=self.language, required=required)


def _is_role_itself(word: str) -> bool:
    """Whether an English word is the very name of a role, which every text about that role has ("decides")."""
    return english_key(word) in {english_key(role) for role in Role}


def _is_small(word: str) -> bool:
    return is_light(word) or word.replace(".", "").replace(",", "").isdigit() or len(word) == 1


__all__ = ["Marks", "NamedText", "RoleMark", "Understanding", "make_topic", "mark_words"]
