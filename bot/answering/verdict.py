"""The verdict: what of the ranked statements and passages is asserted, what is only shown, and what is not said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.answering.calibration import calibration
from bot.answering.facts import holds, is_told
from bot.answering.leaning import leans
from bot.answering.passages import PassageCandidate
from bot.answering.query import WITHHELD, Intent, Query
from bot.answering.ranking import Candidate
from bot.answering.yes_no import denies_it, says_so, yes_or_no
from bot.language.amounts import fit
from bot.models import Role, Standing, Status

_MARKED = {
    Standing.PROPOSAL: "proposal",
    Standing.SUPERSEDED: "superseded",
    Standing.REVOKED: "revoked",
    Standing.FUTURE: "future",
}


# Roles that texts often tell without a statement ("har remitterat … till …"): a passage may answer who has them.
_TOLD_AS_FACTS = (Role.CONSULTED, Role.INFORMS, Role.PREPARES)
# Kinds of facts so rare in a text that the passage which holds one needs to say little more.
_POINTED = ("date", "deadline", "reference")
# Kinds of facts that are told by all that stands under a heading.
_IN_ORDER = ("proposal", "appendices")
# Kinds of facts that every text has many of: they are told only of what a question names.
_OF_SOMETHING = ("members", "applies", "cost")
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
    facts = _facts(query, look)
    denying = [c for c in look() if denies_it(query, c) is not False] if query.intent is Intent.YES_NO else []
    if (
        denying and yes_or_no(query, chosen, statements) == "unclear"
    ):  # a ban says more than what some body decides about it
        chosen, facts = [], sorted(denying, key=lambda c: not denies_it(query, c))
    if _prefers_fact(query, chosen, facts, mismatch):
        chosen = []
    if chosen:
        chosen = chosen if mismatch else _with_thresholds(query, chosen, statements)
    if query.intent is Intent.WHO and query.amounts and chosen and _is_beyond(query, chosen[0]):
        chosen = []  # all that is said of it is said of other sums
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
        shown_facts = facts[:most_passages]
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


def _with_thresholds(query: Query, chosen: list[Candidate], statements: Sequence[Candidate]) -> list[Candidate]:
    """`chosen` with the statements that limit them: they lean on a chosen one, a sentence or two after it, in its role."""
    if query.intent not in (Intent.WHO, Intent.YES_NO, Intent.KEYWORDS):
        return chosen
    told = {c.statement.passage.key: c.statement for c in chosen}
    found = list(chosen)
    for candidate in sorted(statements, key=lambda c: c.statement.passage.key):
        statement = candidate.statement
        at = file, number = statement.passage.key
        near = [told[file, number - back] for back in (1, 2) if (file, number - back) in told]
        if (
            at in told
            or not near
            or not leans(statement)
            or statement.role is not near[0].role
            or not candidate.role_fits
        ):
            continue
        if statement.passage.heading == near[0].passage.heading and statement.passage.kind == "sentence":
            found.append(candidate)
            told[at] = statement
    # "… inte överstiger 40 000": beyond that, what leans on it goes first
    return sorted(found, key=lambda c: (_is_beyond(query, c), not _is_within(query, c))) if query.amounts else found


def _is_beyond(query: Query, candidate: Candidate) -> bool:
    """Whether the question's sum or time lies outside what a statement is said for."""
    beside = [[replace(amount, value=amount.value + step) for amount in query.amounts] for step in (-0.5, 0, 0.5)]
    return all(fit(_bounds(candidate), amounts) == 0.0 for amounts in beside)  # the very bound lies on both sides


def _is_within(query: Query, candidate: Candidate) -> bool:
    """Whether a statement is said for such a sum or time, and not for any."""
    return bool(fit(_bounds(candidate), query.amounts))


def _bounds(candidate: Candidate) -> str:
    """The part of a statement that may set a bound to a sum or a time."""
    statement = candidate.statement
    return statement.matter if statement.rule == "table_row" else f"{statement.matter} {statement.condition}"


def _facts(query: Query, look: Callable[[], Sequence[PassageCandidate]]) -> list[PassageCandidate]:
    """The passages that answer a question of fact."""
    if is_told(query.typed):
        found = [c for c in look() if c.tells and _is_about(query, c)]
        return sorted(found, key=lambda c: c.passage.key) if query.typed in _IN_ORDER else found
    if query.intent in (Intent.WHO, Intent.WHAT) and query.role is not None and query.role not in _TOLD_AS_FACTS:
        return []
    if query.intent is Intent.YES_NO and query.actors and query.roles and query.role not in _TOLD_AS_FACTS:
        return []
    pointed = query.typed in _POINTED
    floor = calibration("show_typed" if pointed else "show_passage")
    found = [
        c
        for c in look()
        if (c.own_coverage if pointed else c.coverage).share >= floor
        and not (c.others_only or (query.typed == "number" and query.actors and not c.names_actor))
        and (query.intent is not Intent.WHO or c.names_body)
        and (query.intent is not Intent.YES_NO or c.says_done)
        and (not c.coverage.decisive or _only_known_missing(query, c))
        and holds(query.typed, c.passage.text)
    ]
    return _under_headings(found, look()) if query.topics else []


def _asks_what_none_says(query: Query) -> bool:
    """Whether a question asks for something done that no text has a word for ("do we have to *publish* …?")."""
    of_role = [topic for topic in query.topics if topic.of_role]
    decides = query.role in (Role.DECIDES, Role.RESPONSIBLE)
    return bool(of_role) and not decides and not any(topic.known for topic in of_role)


def _is_about(query: Query, candidate: PassageCandidate) -> bool:
    """Whether a passage, with what it speaks of, has all that the question names."""
    if not any(topic.required for topic in query.topics):
        return query.typed not in _OF_SOMETHING
    if query.typed == "signers":
        return False  # who signed another text than the memo itself is not told by the names under it
    return candidate.coverage.share >= calibration("show_passage") and not candidate.coverage.missing


def _under_headings(found: list[PassageCandidate], passages: Sequence[PassageCandidate]) -> list[PassageCandidate]:
    """`found` with what stands under a heading instead of the heading, where anything was retrieved from under it."""
    if not found or found[0].passage.kind != "heading":
        return found
    heading = found[0].passage
    under = [c for c in passages if c.passage.kind != "heading" and c.passage.heading == heading.heading]
    under = [c for c in under if c.passage.citation.file == heading.citation.file]
    return [*sorted(under, key=lambda c: c.passage.key), *found] if under else found


def _only_known_missing(query: Query, candidate: PassageCandidate) -> bool:
    """For a kind of fact: whether the texts know every word of the question, so that this passage may be what it wants."""
    return query.typed in _POINTED and all(topic.known for topic in candidate.coverage.missing)


def _prefers_fact(query: Query, chosen: list[Candidate], facts: list[PassageCandidate], mismatch: bool) -> bool:
    """Whether a passage says more than the statements: the question asks for no role, or only a mismatch was found."""
    if not facts or not chosen or query.intent is Intent.WHAT:
        return False
    lead = facts[0].coverage.share - chosen[0].coverage.share
    if query.role is None or mismatch:
        return lead > calibration("passage_lead") or (
            query.intent is Intent.YES_NO and query.role is None and not (query.actors or query.ours or query.somebody)
        )
    return False


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
