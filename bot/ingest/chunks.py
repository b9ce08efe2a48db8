"""A sentence as a row of chunks: actors, role verbs, modal verbs, turns of phrase, and the words between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from itertools import pairwise

from bot.language.bodies import Directory, Located
from bot.language.lexicon import Lexicon, Nominal, Phrase, RoleVerb, VerbForm, load_lexicon
from bot.language.words import Token, noun_key, tokenise
from bot.models import Role


class Kind(Enum):
    """What a chunk is to the clause that it stands in."""

    ACTOR = auto()
    ROLE_VERB = auto()
    MODAL = auto()
    DUTY = auto()
    FALLS_ON = auto()
    NOMINAL = auto()
    RESTS_ON = auto()
    DELEGATED = auto()
    SUBMITTED = auto()
    REQUIRES = auto()
    FINITE = auto()
    INFINITIVE = auto()
    OPINION = auto()
    PRONOUN = auto()
    RELATIVE = auto()
    CONDITION = auto()
    SUBORDINATOR = auto()
    CONJUNCTION = auto()
    COMMA = auto()
    STOP = auto()
    ATT = auto()
    NEGATION = auto()
    BETWEEN = auto()
    WORD = auto()


@dataclass(frozen=True, slots=True)
class Chunk:
    """Tokens `start` to `end` of a sentence and what they are; which of the last four is set follows from `kind`."""

    kind: Kind
    start: int
    end: int
    text: str
    located: Located | None = None
    verb: VerbForm | None = None
    nominal: Nominal | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence taken apart: its text, tokens and chunks."""

    text: str
    tokens: tuple[Token, ...]
    chunks: tuple[Chunk, ...]

    def words(self, start: int, end: int) -> str:
        """The text of tokens `start` to `end` as it stands, without marks at either end."""
        while start < end and self.tokens[start].text in _EDGE:
            start += 1
        while start < end and self.tokens[end - 1].text in _EDGE:
            end -= 1
        return self.text[self.tokens[start].start : self.tokens[end - 1].end] if start < end else ""


_PAST = ("des", "tes", "ts")  # endings of the passive in the past, which hands out nothing
PASSIVE = "passive"  # the value of a verb without a role of its own in the passive ("registreras")
_EDGE = ".,;:!?–—-"
_LONG = 5  # letters of a companion that may be the last part of a compound
_HORIZON = 8  # tokens within which a verb's companion ("fatta … beslut") must stand


@cache
def _phrase_table() -> tuple[tuple[Phrase, Kind, str], ...]:
    """All turns of phrase with the kind of chunk each makes, longest first."""
    lexicon = load_lexicon()
    table: list[tuple[Phrase, Kind, str]] = [(phrase, Kind.MODAL, name) for phrase, name in lexicon.modality.items()]
    for name, kind in (
        ("duties", Kind.DUTY),
        ("falls_on", Kind.FALLS_ON),
        ("rests_on", Kind.RESTS_ON),
        ("decision_taken", Kind.RESTS_ON),
        ("delegated", Kind.DELEGATED),
        ("submitted", Kind.SUBMITTED),
        ("requires", Kind.REQUIRES),
        ("opinion", Kind.OPINION),
        ("pronouns.singular", Kind.PRONOUN),
        ("pronouns.plural", Kind.PRONOUN),
        ("relative", Kind.RELATIVE),
        ("conditions.clausal", Kind.CONDITION),
        ("conditions.phrasal", Kind.CONDITION),
        ("conditions.finite", Kind.CONDITION),
        ("subordinators", Kind.SUBORDINATOR),
        ("conjunctions", Kind.CONJUNCTION),
        ("infinitive", Kind.ATT),
        ("negation", Kind.NEGATION),
        ("between", Kind.BETWEEN),
    ):
        table.extend((phrase, kind, name) for phrase in lexicon.clauses[name])
    return tuple(sorted(table, key=lambda row: -len(row[0])))


@cache
def _phrases_by_word() -> dict[str, tuple[tuple[Phrase, Kind, str], ...]]:
    grouped: dict[str, tuple[tuple[Phrase, Kind, str], ...]] = {}
    for row in _phrase_table():
        grouped[row[0][0]] = (*grouped.get(row[0][0], ()), row)
    return grouped


def chunk_sentence(text: str, directory: Directory) -> Sentence:
    """Take `text` apart. Every token belongs to exactly one chunk."""
    tokens = tuple(tokenise(text))
    lowered = [token.text.lower() for token in tokens]
    actors = {one.start: one for one in directory.find(tokens)}
    chunks: list[Chunk] = []
    at = 0
    while at < len(tokens):
        chunk = _chunk(tokens, lowered, at, actors, before=chunks)
        chunks.append(chunk)
        at = chunk.end
    return Sentence(text, tokens, tuple(chunks))


def _chunk(
    tokens: Sequence[Token], lowered: list[str], at: int, actors: dict[int, Located], *, before: list[Chunk]
) -> Chunk:
    lexicon = load_lexicon()
    word = lowered[at]
    phrase = _phrase(lowered, at, actors)
    if phrase is not None and _is_plain_passive(phrase, lexicon, before):
        phrase = None
    if at in actors and (phrase is None or phrase.end <= actors[at].end):
        located = actors[at]
        text = " ".join(t.text for t in tokens[at : located.end])
        return Chunk(Kind.ACTOR, at, located.end, text, located=located)
    nominal = _nominal(lowered, at, lexicon, before)
    if nominal is not None:
        return nominal
    verb = _role_verb(lowered, at, lexicon) if _may_be_verb(word, lexicon, before) else None
    taken = phrase is not None and phrase.value == "rests_on" and _is_taken(phrase, lexicon, before)
    if (
        verb is not None
        and not taken
        and (phrase is None or phrase.end - phrase.start < 2 or phrase.kind is Kind.RESTS_ON)
    ):
        return Chunk(Kind.ROLE_VERB, at, at + 1, tokens[at].text, verb=verb)
    if phrase is not None:
        return phrase
    if behind := _companion_behind(lowered, at, lexicon):
        return Chunk(Kind.ROLE_VERB, at, at + 1, tokens[at].text, verb=behind)
    if _is_passive(lowered, at, lexicon):
        return Chunk(Kind.FINITE, at, at + 1, word, value=PASSIVE)
    if word == ",":
        return Chunk(Kind.COMMA, at, at + 1, word)
    if word in ".;:!?":
        return Chunk(Kind.STOP, at, at + 1, word)
    if word in lexicon.finite_verbs:
        return Chunk(Kind.FINITE, at, at + 1, word)
    if word in lexicon.infinitives or _must_be_infinitive(word, lexicon, before):
        return Chunk(Kind.INFINITIVE, at, at + 1, word)
    return Chunk(Kind.WORD, at, at + 1, tokens[at].text)


def _must_be_infinitive(word: str, lexicon: Lexicon, before: Sequence[Chunk]) -> bool:
    """Whether a word nobody listed stands where a body's modal verb has its infinitive: "nämnden ska *grilla* …"."""
    if len(word) < _LONG or not (word.isalpha() and word.endswith("a")) or word in lexicon.words_of("determiners"):
        return False
    near = [c for c in before if not (c.kind in (Kind.BETWEEN, Kind.NEGATION) or _is_adverb(c))][-2:]
    return {c.kind for c in near} in ({Kind.ACTOR, Kind.MODAL}, {Kind.ACTOR, Kind.DUTY})


def _is_adverb(chunk: Chunk) -> bool:
    return chunk.kind is Kind.WORD and chunk.text.lower().endswith(tuple(load_lexicon().words_of("adverb_endings")))


def _is_passive(lowered: list[str], at: int, lexicon: Lexicon) -> bool:
    """Whether the word at `at` is a listed verb in the passive, or looks like one and "av" follows ("kontrasigneras av")."""
    word = lowered[at]
    if word in lexicon.words_of("no_deeds"):
        return False
    if word in lexicon.passives:
        return True
    if word in lexicon.words_of("past_passives") or word.endswith(_PAST):
        return False
    if len(word) < _LONG or not word.endswith("s") or word.endswith("ss") or not word.isalpha():
        return False
    following = at + 1
    while following < len(lowered) and lowered[following] in lexicon.words_of("between"):
        following += 1
    before = lowered[at - 1] if at else ""
    agent = following < len(lowered) and lowered[following] in lexicon.words_of("agent")
    return agent and before not in lexicon.words_of("articles") | lexicon.words_of("prepositions")


def _phrase(lowered: list[str], at: int, actors: dict[int, Located]) -> Chunk | None:
    for phrase, kind, name in _phrases_by_word().get(lowered[at], ()):
        end = at + len(phrase)
        dated = kind is Kind.PRONOUN and lowered[end : end + 1] and lowered[end][0].isdigit()  # "den 31 januari"
        if tuple(lowered[at:end]) != phrase and len(phrase) > 2 and kind in (Kind.DUTY, Kind.MODAL):
            end += _parting(lowered, at + 1, phrase[1:])  # "har *dessutom* i uppdrag att"
            if end == at + len(phrase):
                continue
        elif tuple(lowered[at:end]) != phrase:
            continue
        if not dated and not any(i in actors for i in range(at + 1, end)):
            return Chunk(kind, at, end, " ".join(phrase), value=name)
    return None


def _parting(lowered: list[str], at: int, rest: Phrase) -> int:
    """How many words part a turn of phrase at `at` from the `rest` of it; 0 where they are no such words, or it does not follow."""
    for words in load_lexicon().clauses["between"]:
        behind = at + len(words)
        if tuple(lowered[at:behind]) == words and tuple(lowered[behind : behind + len(rest)]) == rest:
            return len(words)
    return 0


def _is_taken(phrase: Chunk, lexicon: Lexicon, before: Sequence[Chunk]) -> bool:
    """Whether "meddelas av" says who takes the decision that a noun before it names, and not who tells of something."""
    verbs = {one[0] for one in lexicon.clauses["decision_taken"]}
    return phrase.text.split()[0] in verbs and any(c.kind is Kind.NOMINAL for c in before)


def _is_plain_passive(phrase: Chunk, lexicon: Lexicon, before: Sequence[Chunk]) -> bool:
    """Whether "hanteras av" is a passive like any other: no noun before it gives a role away."""
    first, *rest = phrase.text.split()
    if phrase.value == "decision_taken" and not rest:  # "*tas* emot av kontoret": nothing before it is a decision
        return not _decision_named(before)
    agent = phrase.kind is Kind.RESTS_ON and len(rest) == 1 and rest[0] in lexicon.words_of("agent")
    taken = any(first == one[0] for one in lexicon.clauses["decision_taken"])
    return agent and not taken and not any(c.kind is Kind.NOMINAL for c in before)


def _decision_named(before: Sequence[Chunk]) -> bool:
    """Whether a noun that means a decision stands before ("*beslutet* ska fattas av")."""
    return any(c.kind is Kind.NOMINAL or set(c.text.lower().split()) & _decisions() for c in before)


@cache
def _decisions() -> frozenset[str]:
    nominals = [nominal for nominal in load_lexicon().nominals if nominal.role is Role.DECIDES]
    return frozenset(noun[-1] for nominal in nominals for noun in nominal.nouns)


def _may_be_verb(word: str, lexicon: Lexicon, before: Sequence[Chunk]) -> bool:
    """Whether a word that is mostly a preposition ("för") may be a verb: behind a subject or a conjunction of another verb's."""
    if word not in lexicon.words_of("prepositions") or not before:
        return True
    verb = next((c.verb for c in reversed(before) if c.verb), None)
    if verb is not None and word in verb.verb.particles:
        return False
    return before[-1].kind in (Kind.ACTOR, Kind.PRONOUN, Kind.CONJUNCTION, Kind.BETWEEN)


def _role_verb(lowered: list[str], at: int, lexicon: Lexicon) -> VerbForm | None:
    """The row of roles.yaml that fits the word at `at`, one with a companion in sight before one without."""
    forms = lexicon.forms.get(lowered[at], ())
    if not forms:
        return None
    ahead = _until(lowered[at + 1 : at + 1 + _HORIZON], frozenset(".;:"))
    clause = lexicon.words_of("relative") | lexicon.words_of("infinitive")
    near = _until(ahead, clause | {","})
    for form in forms:
        if form.verb.companions and form.verb.needs_particle and not _led_on(form.verb, ahead):
            continue
        if form.verb.companions and _accompanied(form.verb.companions, set(near if form.verb.near else ahead)):
            return form
    for form in forms:
        behind = at + 1 + _parting(lowered, at + 1, ())
        following = [*lowered[behind : behind + 3], lowered[_clause_start(lowered, at)]]  # "*för* taxan svarar nämnden"
        if not form.verb.companions and not (form.verb.needs_particle and not form.verb.particles & set(following)):
            return form
    return None


def _led_on(verb: RoleVerb, ahead: Sequence[str]) -> bool:
    """Whether one of the verb's particles follows a companion ("är beslutande *i*", not "är högsta beslutande församling")."""
    return any(word in verb.companions and after in verb.particles for word, after in pairwise(ahead))


def _until(spoken: Sequence[str], stops: frozenset[str]) -> Sequence[str]:
    return spoken[: next((at for at, word in enumerate(spoken) if word in stops), len(spoken))]


def _companion_behind(lowered: list[str], at: int, lexicon: Lexicon) -> VerbForm | None:
    """The passive whose companion is its subject ("*Yttranden* till staten avges av …"): the first such noun tells."""
    passive = [form for form in lexicon.forms.get(lowered[at], ()) if form.passive and form.verb.companions]
    for back in range(_clause_start(lowered, at), at) if passive else ():
        key = noun_key(lowered[back])
        for form in passive:
            if any(key == one or (len(one) >= _LONG and key.endswith(one)) for one in _keys(form.verb.companions)):
                return form
    return None


@cache
def _keys(companions: frozenset[str]) -> tuple[str, ...]:
    return tuple(noun_key(one) for one in companions)


def _clause_start(lowered: list[str], at: int) -> int:
    start = at
    while start > 0 and lowered[start - 1] not in ".;:,":
        start -= 1
    return start


def _accompanied(companions: frozenset[str], ahead: set[str]) -> bool:
    """Whether one of `companions` is in sight, itself or as the last part of a compound ("tecknar *vänortsavtal*")."""
    long = tuple(one for one in companions if len(one) >= _LONG)
    return bool(companions & ahead) or any(word.endswith(long) for word in ahead if long)


def _nominal(lowered: list[str], at: int, lexicon: Lexicon, before: list[Chunk]) -> Chunk | None:
    """A noun phrase that hands out a role, unless it is the companion of a verb before it ("fattar *beslut* om")."""
    if any(c.kind is Kind.ROLE_VERB and c.verb and lowered[at] in c.verb.verb.companions for c in before[-_HORIZON:]):
        return None
    for noun, nominal in _nominals_by_word().get(lowered[at], ()):
        end = at + len(noun)
        if tuple(lowered[at:end]) != noun or end >= len(lowered):
            continue
        particle = lowered[end] in nominal.particles or noun[-1] in lexicon.infinitives
        if particle or noun[-1] in lexicon.infinitives:
            end += lowered[end] in nominal.particles
            return Chunk(Kind.NOMINAL, at, end, " ".join(lowered[at:end]), nominal=nominal)
    return None


@cache
def _nominals_by_word() -> dict[str, tuple[tuple[Phrase, Nominal], ...]]:
    """Every noun that hands out a role, by its first word, in the order of the list."""
    grouped: dict[str, tuple[tuple[Phrase, Nominal], ...]] = {}
    for nominal in load_lexicon().nominals:
        for noun in nominal.nouns:
            grouped[noun[0]] = (*grouped.get(noun[0], ()), (noun, nominal))
    return grouped
