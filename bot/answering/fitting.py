"""Whether a statement has the role, the body, the scope and the sum or time that a question asks for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bot.answering.calibration import calibration
from bot.answering.evidence import StatementEvidence, cover
from bot.answering.query import Intent, Query
from bot.language.amounts import fit
from bot.language.bodies import Directory
from bot.language.heads import load_heads
from bot.language.lexicon import load_lexicon, load_yaml
from bot.language.patterns import load_patterns
from bot.language.words import fold, noun_key, words
from bot.models import ActorMention, Role, Statement
from bot.yamlfile import as_words

_DUTY = "duty_noun"  # the rule of "det åligger X att …": who has the duty, whatever it is to do


def role_fit(query: Query, statement: Statement) -> float:
    """1 when the statement has the role asked for first, less for a role inside its matter or asked for beside; else 0."""
    if query.role is None or statement.role is query.role:
        return 1.0
    if query.intent is Intent.YES_NO and statement.rule == "permission":
        return 1.0  # "Får nämnden …?" is answered by what it may or may not, whatever the verb
    if query.role in statement.inner:
        return 0.9
    if query.role is Role.RESPONSIBLE and statement.rule == _DUTY and statement.role in query.roles:
        return 1.0  # "vem *åligger det att utse* …?"
    deciding = query.role is Role.IMPLEMENTS and statement.role is Role.DECIDES
    asks_leave = query.may if query.intent is Intent.WHO else query.intent is Intent.YES_NO and not query.must
    if deciding and asks_leave:
        return 0.8  # "Får nämnden starta …?", "Vem får starta …?": who may decide on it may
    if query.role is not Role.DECIDES and statement.role in query.roles and statement.role is not Role.DECIDES:
        return 0.8
    return 0.0


def duty_fit(query: Query, statement: Statement, found: StatementEvidence) -> float:
    """How well "ansvarar för kommunikation av …" answers who *communicates*: the role's own word stands in the matter."""
    if statement.role is not Role.RESPONSIBLE or query.role is Role.DECIDES:
        return 0.0
    words_of_role = [topic for topic in query.topics if topic.of_role]
    return 0.85 if words_of_role and cover(words_of_role, found.own).share >= calibration("covered") else 0.0


def fit_bounds(query: Query, statement: Statement, found: StatementEvidence) -> float | None:
    """How well the question's sum or time lies within what a statement is said for (see `fit`); one that only compares ("är avgiften
    *högre*") is said for what lies outside the bound of the sentences before it."""
    told = f"{statement.matter} {statement.condition}"
    inside, compares = fit(told, query.amounts), not load_lexicon().words_of("comparing").isdisjoint(words(told))
    if inside is not None or not compares:
        return inside
    before = fit(found.before(), query.amounts)
    return None if before is None else float(before == 0.0)


def acts_for(keys: Sequence[str], statement: Statement, directory: Directory) -> bool:
    """Whether the statement's body is one of `keys`, or a broader body that one of them is a kind of."""
    if statement.actor is None:
        return False
    own = set(statement.actor.keys)
    if own & set(keys):
        return True
    every = statement.actor.generic or statement.actor.plural
    if every and any(key in load_heads().heads and one.endswith(key) for key in keys for one in own):
        return True  # "styrelsen hos oss" is one of the "bolagsstyrelser"
    # "Nämnden" is any of them; "chefen" is a certain one, and only "varje chef" is any.
    return any(
        broader in own and (every or not broader.endswith(load_heads().person))
        for key in keys
        for broader in directory.broader(key)
    )


def within(actors: Sequence[ActorMention], statement: Statement) -> bool:
    """Whether the statement's body is said to be a part of one of `actors` ("avdelningen på *stadsledningskontoret*")."""
    if statement.actor is None:
        return False
    spoken = words(statement.passage.text)
    name = words(statement.actor.name)
    for at in range(len(spoken) - len(name) - 1):
        end = at + len(name)
        if spoken[at:end] == name and spoken[end] in as_words(load_yaml("bodies.yaml")["within"], "within"):
            return any(noun_key(spoken[end + 1]) == key for mention in actors for key in mention.keys)
    return False


def scope_of(statement: Statement) -> str:
    """The scope that a statement's own words name: "whole", "own" or ""."""
    return _scope_of(statement.matter)


@lru_cache(maxsize=10_000)
def _scope_of(matter: str) -> str:
    patterns = load_patterns("sv")
    lowered = [fold(word) for word in words(matter)]
    joined = " ".join(lowered)
    for name in ("whole", "own"):
        for phrase in patterns.phrases[f"scope.{name}"]:
            if len(phrase) == 1 and len(phrase[0]) > 6 and phrase[0] in joined:
                return name
            if patterns.first(f"scope.{name}", lowered) >= 0:
                return name
    return ""
