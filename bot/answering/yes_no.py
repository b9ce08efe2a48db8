"""Whether the texts settle a yes/no question, and how. A wrong yes or no is worse than none, so each rule says when it may be used."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.calibration import calibration
from bot.answering.facts import denies
from bot.answering.fitting import scope_of, within
from bot.answering.leaning import is_fronted, leans
from bot.answering.passages import PassageCandidate
from bot.answering.query import Intent, Query, Turn
from bot.answering.ranking import Candidate
from bot.language.amounts import fit
from bot.language.heads import load_heads
from bot.language.lexicon import load_lexicon
from bot.language.words import key, noun_key, words
from bot.models import Role

# Roles that a text gives to a body alone: given to one, they are denied to the others.
_HELD_BY_ONE = (Role.DECIDES, Role.COORDINATES, Role.ASSESSES)
_OPPOSITE = {"yes": "no", "no": "yes"}


def yes_or_no(query: Query, chosen: Sequence[Candidate], statements: Sequence[Candidate] = ()) -> str:
    """ "yes", "no" or "unclear", by the statements that were chosen out of `statements`; the opposite where the question is turned."""
    if query.anybody:
        return _unasked(query, chosen)
    match query.turn:
        case Turn.NONE:
            return _affirmed(query, chosen, statements)
        case Turn.DENIED:
            return _OPPOSITE.get(_affirmed(query, chosen, statements), "unclear")
        case Turn.SPARED:
            return _spared(query, chosen, statements)
    return "unclear"


def _unasked(query: Query, chosen: Sequence[Candidate]) -> str:
    """ "Måste X fråga någon?": no, and "slipper X …?" yes, where X itself decides and nothing is said of whom it hears first."""
    own = (
        [c for c in chosen if c.actor_fits and not _in_other_scope(query, c)] if query.actors else _mine(query, chosen)
    )
    alone = [c for c in own if c.statement.role is Role.DECIDES and not (c.statement.negative or c.statement.condition)]
    return "unclear" if not alone or query.denied else "yes" if query.turn is Turn.SPARED else "no"


def _affirmed(query: Query, chosen: Sequence[Candidate], statements: Sequence[Candidate]) -> str:
    """Yes when the text says it of the body named, no when it denies it or gives it to another; else unclear."""
    if not query.actors:
        # "Får vi …?": what every body may, the asker's may
        told = query.role is not None or (
            query.somebody and bool(chosen) and chosen[0].statement.role is not Role.DECIDES
        )
        if query.exists and told and chosen and chosen[0].role_fits:
            return "no" if chosen[0].statement.negative else "yes"
        mine = _mine(query, chosen)
        return "yes" if mine and not mine[0].statement.negative else "unclear"
    elsewhere = [c for c in chosen if _in_other_scope(query, c)]
    named = [c for c in chosen if c not in elsewhere]
    own = [
        c
        for c in named
        if c.role_fits
        and (c.actor_fits or within(query.actors, c.statement) or _owned(query, c) or _any_of_kind(query, c))
    ]
    if any(c.statement.negative for c in own):
        return "no"
    if own:
        if query.sole and any(set(c.statement.actor.keys) - _asked(query) for c in own if c.statement.actor):
            return "no"  # "bara nämnderna": the companies as well
        if query.role is None and not query.right:  # "har nämnden …?": it may do another thing about the matter
            return "unclear"
        if any(_fits_amount(query, c) for c in named if c not in own) and not any(_bounded(query, c) for c in own):
            return "no"  # "Får rektor … två veckor?": beyond a week it is another's
        if _only_beyond(query, own, named):
            return "unclear"
        shared = any(c.role_fits and c not in own and not leans(c.statement) for c in named)
        limited = query.must and shared and any(leans(c.statement) for c in own)
        return "unclear" if limited else "yes"  # "måste fullmäktige godkänna …?": only beyond what others decide
    if any(c.actor_fits for c in named):
        return "unclear"  # the body is named, in another role than was asked for
    others = [
        c
        for c in named
        if c.role_fits and not c.statement.negative and not _has_a_say(query, c) and not _of_kind(query, c)
    ]
    excluding = [c for c in others if _excludes(query, c)]
    surely = any(_fits_amount(query, c) or not c.own_coverage.missing for c in excluding)
    within_bounds = any(_fits_amount(query, c) for c in excluding)
    wholly = not within_bounds and any(_nearly(query, c) and not c.own_coverage.missing for c in statements)
    if wholly or (not surely and any(_nearly(query, c) for c in statements)):
        return "unclear"  # what the body itself is given may be what is asked, in other words
    return "no" if excluding else "unclear"


def _owned(query: Query, candidate: Candidate) -> bool:
    """Whether the body asked about is a statement's, called by whose it is ("kontorets *avdelning*": "avdelningen på kontoret")."""
    actor = candidate.statement.actor
    if actor is None:
        return False
    spoken = [noun_key(word) for word in words(candidate.statement.passage.text)]
    name = [noun_key(word) for word in words(actor.name)]
    asked = [[noun_key(word) for word in words(mention.name)] for mention in query.actors]
    return any(len(one) > 1 and one[-1:] == name[-1:] and set(one) <= set(spoken) for one in asked)


def _nearly(query: Query, candidate: Candidate) -> bool:
    """Whether the body asked about is given something near what is asked."""
    given = candidate.actor_fits and candidate.role_fits and not candidate.statement.negative
    near = candidate.coverage.share >= calibration("near_statement") and candidate.anchored
    return given and near and not _in_other_scope(query, candidate)


def _only_beyond(query: Query, own: Sequence[Candidate], named: Sequence[Candidate]) -> bool:
    """Whether all that the body is given begins where what another has ends ("*Kostar den mer än …* beslutar nämnden")."""
    if query.amounts or not all(is_fronted(c.statement) for c in own):
        return False
    return any(c.role_fits and c not in own and not is_fronted(c.statement) for c in named)


def _fits_amount(query: Query, candidate: Candidate) -> bool:
    """Whether a body is given what lies within bounds that the question's sum or time lies within."""
    statement = candidate.statement
    fits = fit(f"{statement.matter} {statement.condition}", query.amounts) if query.amounts else None
    return bool(fits) and candidate.role_fits and statement.role in _HELD_BY_ONE and not statement.negative


def _bounded(query: Query, candidate: Candidate) -> bool:
    return fit(f"{candidate.statement.matter} {candidate.statement.condition}", query.amounts) is not None


def _asked(query: Query) -> set[str]:
    return {one for mention in query.actors for one in mention.keys}


def _of_kind(query: Query, candidate: Candidate) -> bool:
    """Whether a statement's body may be the one that the question calls by its kind alone ("styrelsen": a "bolagsstyrelse")."""
    kinds = set() if query.consent else _asked(query) & set(load_heads().heads)
    actor = candidate.statement.actor
    return actor is not None and any(one != kind and one.endswith(kind) for one in actor.keys for kind in kinds)


def _any_of_kind(query: Query, candidate: Candidate) -> bool:
    actor = candidate.statement.actor
    return query.ours and _of_kind(query, candidate) and actor is not None and actor.generic


def _excludes(query: Query, other: Candidate) -> bool:
    """Whether that another body has the role denies it to the one that is asked about."""
    # "may the board make the *whole city* a member": where texts split a matter, each part has its body
    if query.role is None:
        return bool(query.scope) and other.statement.role in _HELD_BY_ONE and scope_of(other.statement) == query.scope
    if query.role is Role.RESPONSIBLE:  # "responsible for coordinating"
        return query.cleft or (other.statement.role in query.roles and other.statement.role in _HELD_BY_ONE)
    return query.cleft or query.role in _HELD_BY_ONE


def _in_other_scope(query: Query, candidate: Candidate) -> bool:
    """Whether a statement is about the other part of a matter that texts split ("hela staden", "den egna verksamheten")."""
    scope = scope_of(candidate.statement)
    return bool(query.scope and scope) and scope != query.scope


def _has_a_say(query: Query, other: Candidate) -> bool:
    """Whether the body that is asked about stands in the condition of another's role ("efter godkännande av *nämnden*")."""
    spoken = {noun_key(word) for word in words(other.statement.condition)}
    return any(key in spoken for mention in query.actors for key in mention.keys)


def _mine(query: Query, chosen: Sequence[Candidate]) -> list[Candidate]:
    """The statements of every body of a kind, and so of the asker's, where the question asks for what it may or must."""
    if not query.ours or (query.role is None and not query.right):
        return []
    every = [c for c in chosen if c.role_fits and c.statement.actor and c.statement.actor.generic]
    persons = load_heads().person  # "varje nämnds presidium" is not those who ask
    every = [c for c in every if c.statement.actor and not any(k.endswith(persons) for k in c.statement.actor.keys)]
    return [c for c in every if not _in_other_scope(query, c)]


def _spared(query: Query, chosen: Sequence[Candidate], statements: Sequence[Candidate]) -> str:
    """ "Slipper X …?": no where the text lays it on X as a duty, yes where it says that X need not; what X may do tells neither."""
    if query.consent:  # "Slipper vi fråga X?": spared, where it is another's to decide
        return _OPPOSITE.get(_affirmed(query, chosen, statements), "unclear")
    own = [c for c in chosen if c.role_fits and c.actor_fits and not _in_other_scope(query, c)]
    if not query.actors:
        own = _mine(query, chosen)
    if not own:
        return "unclear"
    statement, lexicon = own[0].statement, load_lexicon()
    if statement.negative:
        return "yes" if statement.modality in lexicon.words_of("need") else "unclear"
    leave = statement.rule == "permission" or statement.modality in lexicon.words_of("no_duty")
    power = statement.role is Role.DECIDES and query.role is not Role.DECIDES
    return "unclear" if leave or power else "no"


def says_so(query: Query, fact: PassageCandidate) -> str:
    """ "yes" or "no" where a passage says, or denies, just what a yes/no question asks; else ""."""
    if denies_it(query, fact):
        return "yes" if query.turn is Turn.SPARED else "no"
    if query.turn is not Turn.NONE or query.denied:
        return ""
    if query.typed == "referred" and query.actors and fact.tells:
        return "yes"  # only what was sent to that very body is a fact of it
    return "yes" if query.mentions or _states(query, fact) else ""


def _states(query: Query, fact: PassageCandidate) -> bool:
    """Whether a sentence says just what is asked: all words of a question that asks for no right, duty or number, and no denial."""
    whole = fact.own_coverage.share >= calibration("states_it") and len(query.topics) > 1
    return whole and query.plain and not fact.denies


def denies_it(query: Query, fact: PassageCandidate) -> bool | None:
    """Whether a sentence forbids all that a question asks leave for ("Får man servera …?": "… får inte serveras …"), or says that
    what must be by the question need not be; None where it does so for less, or with exceptions."""
    if query.intent is not Intent.YES_NO or query.denied or query.turn in (Turn.DENIED, Turn.UNSURE):
        return False
    if not (query.must or query.may) or fact.own_coverage.share < calibration("states_it") or fact.own_coverage.missing:
        return False
    asked = {one for topic in query.topics for one in topic.keys}
    asked |= {key(word) for word in query.words} | {one for mention in query.actors for one in mention.keys}
    kind = "needless" if query.must else "forbids"
    return len(query.topics) > 1 and denies(kind, fact.passage.text, asked)
