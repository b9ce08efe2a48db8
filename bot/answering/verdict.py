"""The verdict: what of the ranked statements and passages is asserted, what is only shown, and what is not said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answering.calibration import calibration
from bot.answering.facts import is_told
from bot.answering.passages import PassageCandidate
from bot.answering.query import WITHHELD, Intent, Query, Turn
from bot.answering.ranking import Candidate
from bot.answering.thresholds import is_beyond, not_needed, with_thresholds
from bot.answering.told_facts import find_facts, prefers_fact, unrepeated
from bot.answering.yes_no import denies_it, says_so, yes_or_no
from bot.language.amounts import fit
from bot.models import Role, Standing, Status

_MARKED = {
    Standing.PROPOSAL: "proposal",
    Standing.SUPERSEDED: "superseded",
    Standing.REVOKED: "revoked",
    Standing.FUTURE: "future",
}


# Asked who has one of these, who decides on the matter is no answer, not even in another role: it is about what comes afterwards.
_AFTERWARDS = (Role.INFORMS, Role.FOLLOWS_UP, Role.CONSULTED)
_SEEN_TO = (Role.COORDINATES, Role.IMPLEMENTS)  # roles in what somebody is responsible for
_WITHOUT_A_SAY = (Role.SUPPORTS, Role.INFORMS)
_ALL = 40  # statements, when all that a body does is asked for


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said: the status, what is asserted, what is shown, Ja/Nej where it was asked, and codes for programs.

    `near` are statements that came near where nothing is asserted, best first.
    """

    status: Status
    statements: tuple[Candidate, ...] = ()
    passages: tuple[PassageCandidate, ...] = ()
    yes_no: str = ""  # yes | no | unclear
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    near: tuple[Candidate, ...] = ()


def judge(
    query: Query,
    statements: Sequence[Candidate],
    look: Callable[[], Sequence[PassageCandidate]],
    *,
    most: int,
    most_passages: int,
) -> Verdict:
    """Return the verdict on `query`. Only a statement that covers the topic, in the role asked for, is asserted.

    `look` gives the passages, best first; it is called only where they bear on the verdict.
    """
    if query.intent is Intent.HELP:
        return Verdict(Status.HELP)
    notes = ["corrected_spelling"] if query.corrections else []
    chosen, mismatch = _chosen(query, statements)
    facts = find_facts(query, look)
    denying = [c for c in look() if denies_it(query, c) is not False] if query.intent is Intent.YES_NO else []
    if (
        denying and yes_or_no(query, chosen, statements) == "unclear"
    ):  # a ban says more than what some body decides about it
        chosen, facts = [], sorted(denying, key=lambda c: not denies_it(query, c))
    if prefers_fact(query, chosen, facts, mismatch):
        chosen = []
    if chosen:
        chosen = chosen if mismatch else with_thresholds(query, chosen, statements)
    if query.intent is Intent.WHO and query.amounts and chosen and is_beyond(query, chosen[0]):
        chosen = []  # all that is said of it is said of other sums
    if spared := not_needed(query, chosen, look):
        notes += _standings([c.passage.citation.standing for c in spared])
        said = "unclear" if query.denied else {Turn.SPARED: "yes", Turn.NONE: "no"}.get(query.turn, "unclear")
        return Verdict(Status.PASSAGES, (), tuple(spared[:most_passages]), said, (), tuple(notes))
    if chosen:
        yes_no = yes_or_no(query, chosen, statements) if query.intent is Intent.YES_NO else ""
        shown = _ordered(query, chosen, yes_no)[: _ALL if query.intent is Intent.WHAT else most]
        notes += ["role_mismatch"] if mismatch else []
        beside = [t.text for t in query.topics if t.narrowing and not (t.known or t.little)]
        unnamed = tuple(dict.fromkeys(beside)) if shown[0].general else ()
        notes += ["general_rule"] if unnamed else []
        notes += ["disagreement"] if _disagree(shown) else []
        notes += _standings([c.statement.passage.citation.standing for c in shown])
        return Verdict(Status.ANSWERED, tuple(shown), (), yes_no, unnamed, tuple(notes))
    if facts:
        shown_facts = unrepeated(facts)[:most_passages]
        notes += _standings([c.passage.citation.standing for c in shown_facts])
        said = says_so(query, shown_facts[0]) if query.intent is Intent.YES_NO else ""
        return Verdict(Status.PASSAGES, (), tuple(shown_facts), said, (), tuple(notes))
    yes_no = "unclear" if query.intent is Intent.YES_NO else ""
    return Verdict(
        Status.NOT_FOUND,
        (),
        tuple(look()[:most_passages]),
        yes_no,
        _unknown(query, statements, look()),
        tuple(notes),
        _near(query, statements),
    )


def _chosen(query: Query, statements: Sequence[Candidate]) -> tuple[list[Candidate], bool]:
    """The statements that answer, and whether they do so in another role than was asked for."""
    if query.intent is Intent.FACT and not query.typed:  # "Vem är dokumentansvarig?"
        held = [c for c in statements if c.statement.rule == "function" and c.coverage.enough and c.anchored]
        if held and any(topic.required for topic in query.topics):
            return _near_best(held), False
    if is_told(query.typed) or (query.intent is Intent.FACT and (query.typed or not (query.roles and query.actors))):
        return [], False
    if not query.topics and not (
        query.intent is Intent.WHAT or (query.intent in (Intent.KEYWORDS, Intent.YES_NO) and query.actors)
    ):
        return [], False
    if query.intent is Intent.WHO and not any(
        t.required or t.counted or (t.known and not t.of_role) for t in query.topics
    ):
        return [], False  # "vem kan godkänna det?": the word for the role alone is no matter
    if query.intent is Intent.WHAT or (query.intent is Intent.KEYWORDS and query.actors and not _beyond_actor(query)):
        return _of_actor(query, statements)
    if query.role is None and query.intent is Intent.WHO:
        known = [topic.telling for topic in query.topics if topic.required and topic.known]
        if known and max(known) < calibration("says_nothing"):
            return [], False
    denials = query.intent is Intent.YES_NO  # who does not decide is no answer to who does
    enough = [c for c in statements if c.coverage.enough and c.anchored and (denials or not c.statement.negative)]
    fitting = [c for c in enough if c.role_fits]
    if query.intent is Intent.YES_NO and query.actors and not any(t.required or t.counted for t in query.topics):
        fitting = [c for c in statements if c.role_fits and c.actor_fits]
    if fitting:
        return _near_best(fitting), False
    # In another role only what is said of the matter itself counts, and what holds on: not who once wrote a draft.
    floor = calibration("assert_in_other_role")
    other = [
        c
        for c in enough
        if c.own_coverage.enough and c.own_coverage.share >= floor and not (c.statement.past or c.statement.negative)
    ]
    if query.role is Role.DECIDES:  # who helps, or is told afterwards, has no part in a decision
        other = [c for c in other if c.statement.role not in _WITHOUT_A_SAY]
    if query.role in _AFTERWARDS:
        other = [c for c in other if c.statement.role is not Role.DECIDES]
    if query.role is None or not other:
        return [], False
    if query.intent is Intent.YES_NO and (query.role in _AFTERWARDS or _asks_what_none_says(query)):
        return [], False  # "måste vi *redovisa* …?": who has another role in the matter tells nothing of that
    in_role = [c.coverage.share for c in statements if c.role_fits and not c.statement.negative]
    if max(in_role, default=0.0) >= max(calibration("assert_statement"), *(c.coverage.share for c in other)):
        return [], False  # what is told in the very role is as near, and yet not near enough
    best = _near_best(other)  # who is responsible for a thing comes nearer to who sees to it than who only prepares it
    return sorted(best, key=lambda c: query.role in _SEEN_TO and c.statement.role is not Role.RESPONSIBLE), True


def _beyond_actor(query: Query) -> bool:
    return any(topic.required for topic in query.topics)


def _of_actor(query: Query, statements: Sequence[Candidate]) -> tuple[list[Candidate], bool]:
    """All that the named body does, those in the role and on the topic asked for first."""
    own = sorted((c for c in statements if c.actor_fits), key=lambda c: not c.actor_named)
    if any(topic.required for topic in query.topics):
        on_topic = [c for c in own if c.coverage.enough]
        if not on_topic and (not query.loose or any(not topic.known for topic in query.topics if topic.required)):
            return [], False
        own = on_topic or own
    fitting = [c for c in own if c.role_fits]
    rest = [c for c in own if not c.role_fits]
    if query.role is not None and fitting:
        return fitting, False
    return fitting + rest, bool(query.role is not None and rest and not fitting)


def _near_best(candidates: list[Candidate]) -> list[Candidate]:
    best = max(c.score - c.bonus for c in candidates)
    return [c for c in candidates if c.score - c.bonus >= best - calibration("beside")]


def _asks_what_none_says(query: Query) -> bool:
    """Whether a question asks for something done that no text has a word for ("do we have to *publish* …?")."""
    of_role = [topic for topic in query.topics if topic.of_role]
    decides = query.role in (Role.DECIDES, Role.RESPONSIBLE)
    return bool(of_role) and not decides and not any(topic.known for topic in of_role)


def _ordered(query: Query, chosen: list[Candidate], yes_no: str) -> list[Candidate]:
    """The chosen without repeats of the same words, denials behind assertions unless they answer."""
    if yes_no == "no" and query.amounts:
        chosen = sorted(chosen, key=lambda c: not fit(f"{c.statement.matter} {c.statement.condition}", query.amounts))
    elif query.intent is Intent.YES_NO and yes_no in ("yes", "no"):
        chosen = sorted(chosen, key=lambda c: not (c.actor_fits and c.role_fits))
        if any(c.actor_fits and c.role_fits for c in chosen):
            chosen = [c for c in chosen if c.actor_fits] + [c for c in chosen if not c.actor_fits]
    else:
        denied = query.denied and query.intent is Intent.WHAT
        chosen = sorted(chosen, key=lambda c: c.statement.negative is not denied)
    seen: set[tuple[str, str, str]] = set()
    kept = []
    for candidate in chosen:
        statement = candidate.statement
        same = (statement.actor.name if statement.actor else "", statement.role, statement.matter)
        if same not in seen:
            kept.append(candidate)
        seen.add(same)
    return kept


def _disagree(shown: Sequence[Candidate]) -> bool:
    """Whether two texts in force give the same matter, in the same role, to different bodies."""
    binding = [
        c.statement for c in shown if c.statement.passage.citation.standing in (Standing.IN_FORCE, Standing.ADOPTED)
    ]
    for at, one in enumerate(binding):
        for other in binding[at + 1 :]:
            if one.role is not other.role or one.passage.citation.file == other.passage.citation.file:
                continue
            if one.condition or other.condition or one.negative or other.negative or not one.actor or not other.actor:
                continue
            if one.matter.lower() == other.matter.lower() and set(one.actor.keys).isdisjoint(other.actor.keys):
                return True
    return False


def _near(query: Query, statements: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The statements within the margin of doubt: about nearly what was asked, and by their own words."""
    if query.intent is Intent.FACT or query.typed or not any(topic.required for topic in query.topics):
        return ()  # a statement tells who does what
    if query.intent is Intent.KEYWORDS and not query.roles and any(t.required and not t.known for t in query.topics):
        return ()  # "rekommendera en film" asks for nothing that a text may tell
    covered, by_own_words = calibration("near_statement"), calibration("near_by_own_words")
    return tuple(
        c
        for c in statements
        if c.coverage.share >= covered
        and c.own_coverage.share > by_own_words
        and not (c.statement.negative or c.statement.past)
    )


def _standings(standings: Sequence[Standing]) -> list[str]:
    return list(dict.fromkeys(_MARKED[standing] for standing in standings if standing in _MARKED))


def _unknown(query: Query, statements: Sequence[Candidate], passages: Sequence[PassageCandidate]) -> tuple[str, ...]:
    """The words of the question that the texts do not have; where they have all, those that nothing shown covers."""
    unknown = [topic.text for topic in query.topics if topic.required and not topic.known]
    if not unknown:
        near = [one.coverage for one in statements[:1]] + [one.coverage for one in passages[:1]]
        unknown = [topic.text for topic in min(near, key=lambda c: len(c.missing)).missing] if near else []
    return tuple(word for word in dict.fromkeys(unknown) if WITHHELD not in word)
