"""Passages to statements: events with their matter, condition and source; context carried from one passage to the next."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bot.ingest.bounds import excepted_case, in_such_cases, limit, limits
from bot.ingest.chunks import Kind, Sentence, chunk_sentence
from bot.ingest.clauses import read_events
from bot.ingest.events import Reading
from bot.ingest.insertions import lift_insertion
from bot.ingest.matters import announces, cut_condition, cut_matter, inner_roles
from bot.ingest.pairs import read_pair
from bot.ingest.passages import is_lead_in
from bot.ingest.tables import read_row, remarks
from bot.language.bodies import Directory
from bot.language.heads import load_heads
from bot.language.lexicon import load_lexicon
from bot.language.words import Token, tokenise, words
from bot.models import ActorMention, Passage, Role, Statement, Unread

_SHORT_LEAD = 8  # words of a lead-in that only announces tasks
_NUMBER = re.compile(r"\d+(?:\.\d+)*\.?|[IVX]+|[A-Z]")


@dataclass(slots=True)
class _Context:
    """Who is spoken of: the heading's body, and the subject of the sentence before."""

    heading: tuple[str, ...] = ()
    heading_actor: tuple[ActorMention, ...] = ()
    subject: tuple[ActorMention, ...] = ()
    named: dict[tuple[str, ...], ActorMention] = field(default_factory=dict)  # by key, the last named last
    title_actors: tuple[ActorMention, ...] = ()
    mentioned: dict[tuple[str, ...], ActorMention] = field(default_factory=dict)  # in any place of a sentence


def extract_statements(passages: Iterable[Passage], directory: Directory) -> tuple[list[Statement], list[Unread]]:
    """Return the statements of one document's passages in order, and the passages with a role verb that were not read."""
    statements: list[Statement] = []
    unread: list[Unread] = []
    passages = list(passages)
    titles = _title_actors(passages, directory)
    context = _Context(title_actors=titles)
    for passage in passages:
        if passage.heading != context.heading:
            context = _Context(passage.heading, _heading_actor(passage.heading, directory), title_actors=titles)
        if passage.kind == "heading":
            continue
        if passage.kind == "row":
            statements.extend(read_row(passage, directory))
            statements.extend(_remarks(passage, directory))
            continue
        if pair := read_pair(passage, directory):
            statements.extend(pair)
            continue
        found, reading = _read(passage, directory, context)
        mentions = [located.mention for located in directory.find(tokenise(passage.text))]
        found = [replace(one, actor=_resolved(one.actor, context)) for one in found]
        if in_such_cases(passage.text) and (case := excepted_case(statements, passage)):
            found = [replace(one, condition="; ".join(part for part in (case, one.condition) if part)) for one in found]
        reading.subject = tuple(_resolved(mention, context) or mention for mention in reading.subject)
        for mention in (*reading.subject, *(one.actor for one in found if one.actor)):
            context.named.pop(mention.keys, None)
            context.named[mention.keys] = mention
        context.mentioned.update({one.keys: one for one in mentions if not (one.generic or one.plural)})
        if limits(passage.text):
            limit(statements, passage)
        statements.extend(found)
        read = {one.verb for one in found}
        if not is_lead_in(passage.text):
            unread.extend(Unread(passage, verb) for verb in dict.fromkeys(reading.unread) if verb not in read)
        if reading.subject:
            context.subject = reading.subject
        elif passage.kind == "sentence" and not found:
            context.subject = ()
    return statements, unread


def _read(passage: Passage, directory: Directory, context: _Context) -> tuple[list[Statement], Reading]:
    if not passage.lead_in:
        implied = context.subject or context.heading_actor
        found, reading = _statements(chunk_sentence(passage.text, directory), passage, context.subject, implied)
        if not found and passage.kind == "item" and context.heading_actor and _is_task(passage.text):
            matter = passage.text.rstrip(".;, ")
            verb = words(passage.text)[0]
            found = [Statement(a, Role.RESPONSIBLE, verb, matter, passage, "task") for a in context.heading_actor]
        return found, reading
    alone = chunk_sentence(passage.text, directory)
    lead = chunk_sentence(passage.lead_in, directory)
    opening = read_events(lift_insertion(lead)[0], antecedent=context.subject, implied=context.heading_actor)
    own, reading = _statements(alone, passage, (), ())
    if any(one.actor is not None for one in own):
        return own, reading
    lead_in = passage.lead_in.rstrip(": ")
    if _begins_with_verb(alone) or _goes_on(lead, alone):
        joined = chunk_sentence(f"{lead_in} {_decapitalised(passage.text)}", directory)
        found, reading = _statements(joined, passage, context.subject, context.heading_actor, offset=len(lead_in) + 1)
        if found:
            return found, reading
        subject = opening.subject or _sole_actor(lead)
        return _statements(alone, passage, (), subject)
    inherited = [event for event in opening.events if event.role is not None and event.actors]
    if inherited:
        event = inherited[-1]
        matter = passage.text.rstrip(".;, ")
        made = [
            Statement(
                actor,
                event.role or Role.RESPONSIBLE,
                event.verb,
                matter,
                passage,
                "lead_in",
                "",
                event.modality,
                event.negative,
            )
            for actor in event.actors
        ]
        return made, Reading(subject=opening.subject)
    if not any(event.role for event in opening.events) and (owners := _task_list_of(lead)):
        matter = passage.text.rstrip(".;, ")
        verb = words(passage.lead_in)[1]
        return [Statement(a, Role.RESPONSIBLE, verb, matter, passage, "task_list") for a in owners], reading
    return own, reading


def _task_list_of(lead: Sentence) -> tuple[ActorMention, ...]:
    """The one body whose tasks a lead-in announces ("Kommunstyrelsen har följande uppgifter:", "Nämndens uppgifter är:")."""
    words_of = load_lexicon().words_of
    said = words(lead.text)
    nouns = any(word in words_of("task_holds") or word.endswith(tuple(words_of("task_compounds"))) for word in said)
    plain = not any(c.kind is Kind.NEGATION for c in lead.chunks)
    return _sole_actor(lead) if nouns and plain and len(said) <= _SHORT_LEAD else ()


def _remarks(passage: Passage, directory: Directory) -> list[Statement]:
    """What a row's remarks say of other bodies ("För egna resor beslutar ordföranden")."""
    found: list[Statement] = []
    for cell in remarks(passage):
        made, _ = _statements(chunk_sentence(cell, directory), passage, (), ())
        found.extend(one for one in made if one.actor is not None)
    return found


def _statements(
    sentence: Sentence,
    passage: Passage,
    antecedent: tuple[ActorMention, ...],
    implied: tuple[ActorMention, ...],
    *,
    offset: int = 0,
) -> tuple[list[Statement], Reading]:
    """The statements of `sentence`; with `offset`, those whose verb or matter stands at or behind that character."""
    if sentence.text.endswith("?"):
        return [], Reading()
    whole = sentence
    sentence, limited, inserted = lift_insertion(sentence)
    reading = read_events(sentence, antecedent=antecedent, implied=implied)
    limited = next((event.at for event in reading.events if event.at >= limited), -1) if inserted else -1
    found: list[Statement] = []
    for index, event in enumerate(reading.events):
        if event.role is None:
            continue
        matter, span = cut_matter(sentence, reading, index)
        if not matter and not _has_object(sentence, event.at):  # "leder, samordnar och följer upp arbetet": one object
            for shared in range(index + 1, len(reading.events)):
                if matter or reading.events[shared].rule != "coordinated":
                    break
                matter, span = cut_matter(sentence, reading, shared)
        following = reading.events[index + 1 : index + 2]
        if event.duty and span[1] - span[0] == 1 and following and following[0].rule == "coordinated":
            behind = cut_matter(sentence, reading, index + 1)[1]  # "att *bereda eller yttra sig i ärenden*": one object
            span = (span[0], behind[1]) if behind[1] > span[1] else span
            matter = sentence.words(*span)
        if is_lead_in(passage.text) and not passage.lead_in and announces(matter):
            continue
        if offset and (span == (0, 0) or sentence.tokens[span[1] - 1].end <= offset):
            continue
        condition = cut_condition(sentence, reading, index)
        if not matter:  # "Gäller det längre tid fattas beslutet av …": the condition is all there is
            matter = condition
        condition = "" if condition == matter else condition.removeprefix(f"{matter}; ")
        if event.at == limited:
            condition = "; ".join(part for part in (inserted, condition) if part)
        if not matter:
            reading.unread.append(event.verb)
            continue
        if offset and sentence.tokens[span[0]].start < offset:
            start = next(i for i in range(span[0], span[1]) if sentence.tokens[i].start >= offset)
            matter = sentence.words(start, span[1])
        if event.at == limited and (approvers := _approvers(whole, inserted)):  # "utan fullmäktiges godkännande"
            made = Statement(None, Role.DECIDES, event.verb, matter, passage, "requires", "", event.modality)
            found.extend(replace(made, actor=actor) for actor in approvers)
        statement = Statement(
            None, event.role, event.verb, matter, passage, event.rule, condition, event.modality,
            event.negative, event.past, inner_roles(matter, event.role),
        )  # fmt: skip
        found.extend([replace(statement, actor=actor) for actor in event.actors] or [statement])
    return found, reading


def _approvers(sentence: Sentence, inserted: str) -> list[ActorMention]:
    """The bodies whose yes an insertion says must be had ("utan *fullmäktiges* godkännande")."""
    lexicon = load_lexicon()
    spoken = words(inserted)
    if not spoken or spoken[0] not in lexicon.words_of("instead") or not set(spoken) & lexicon.words_of("approval"):
        return []
    return [
        c.located.mention
        for c in sentence.chunks
        if c.located and c.located.genitive and c.text.lower() in inserted.lower()
    ]


def _has_object(sentence: Sentence, at: int) -> bool:
    """Whether the verb at `at` has what it takes without a matter ("är *rådgivande* och bereder …")."""
    verb = sentence.chunks[at].verb
    copula = sentence.chunks[at].text.lower() in load_lexicon().words_of("copulas")
    return copula and verb is not None and bool(verb.verb.companions)


def _resolved(mention: ActorMention | None, context: _Context) -> ActorMention | None:
    """ "Nämnden" and "styrelsen" as the body that was last named in full under this heading; else as they stand.

    An office by its kind alone ("chefen") is only that of the heading or of the sentence before: there are many chiefs.
    """
    if mention is None or mention.plural or mention.generic or len(mention.keys) != 1:
        return mention
    short = mention.keys[0]
    near = (*context.heading_actor, *context.subject)
    named = () if short.endswith(load_heads().person) else (*reversed(context.named.values()), *context.title_actors)
    # A heading that is no more than the kind and its owner ("Kommunstyrelsens utskott") is less than a name.
    full_names = sorted((*near, *named), key=lambda full: full in context.heading_actor and _is_owned(full, short))
    for full in full_names:
        if _is_full(full, short):
            return full
    alike = [full for full in context.mentioned.values() if _is_full(full, short)]
    one_only = len(alike) == 1 and short in load_heads().units
    return alike[0] if one_only else mention


def _is_full(full: ActorMention, short: str) -> bool:
    return len(full.keys) == 1 and full.keys[0] != short and full.keys[0].endswith(short) and not full.plural


def _is_owned(full: ActorMention, short: str) -> bool:
    return any(key.endswith(f" {short}") for key in full.keys)


def _title_actors(passages: list[Passage], directory: Directory) -> tuple[ActorMention, ...]:
    """The bodies that a document's title, or a heading before its first sentence, names ("Reglemente för hamnnämnden")."""
    titles = [passages[0].citation.document] if passages else []
    for passage in passages:
        if passage.kind != "heading":
            break
        titles.append(passage.text)
    return tuple(one.mention for title in titles for one in directory.find(tokenise(title.capitalize())))


def _heading_actor(heading: tuple[str, ...], directory: Directory) -> tuple[ActorMention, ...]:
    """The body that a heading consists of ("3.2 Kommunstyrelsen", "Nämndernas ansvar"), innermost first."""
    duty_nouns = load_lexicon().words_of("duty_nouns")
    for text in reversed(heading):
        tokens = _uncounted(tokenise(text))
        located = directory.find(tokens)
        if len(located) == 1 and located[0].start == 0:
            rest = [t.text.lower() for t in tokens[located[0].end :]]
            if (
                not rest
                or (set(rest) & duty_nouns and located[0].genitive)
                or rest[0] in load_lexicon().words_of("prepositions")
            ):
                return (located[0].mention,)
    return ()


def _uncounted(tokens: list[Token]) -> list[Token]:
    """The words of a heading without its number ("3.2", "2 kap.", "Kapitel 2.", "Del II")."""
    counting = load_lexicon().words_of("counting")
    said = [t for t in tokens if t.is_word]
    numbers = [bool(_NUMBER.fullmatch(t.text)) for t in said]
    at = 0
    while at < len(said) - 1 and (
        numbers[at] or (said[at].text.lower() in counting and (numbers[at + 1] or (at > 0 and numbers[at - 1])))
    ):
        at += 1
    return [t for t in said[at:] if not t.text[0].isdigit()]


def _sole_actor(sentence: Sentence) -> tuple[ActorMention, ...]:
    """The one body of a lead-in ("Kommunstyrelsen har följande uppgifter:"), if it opens it."""
    actors = [c.located.mention for c in sentence.chunks if c.kind is Kind.ACTOR and c.located]
    return tuple(actors) if len(actors) == 1 and sentence.chunks[0].kind is Kind.ACTOR else ()


def _begins_with_verb(sentence: Sentence) -> bool:
    chunks = [c for c in sentence.chunks if c.kind not in (Kind.BETWEEN, Kind.NEGATION)]
    return bool(chunks) and chunks[0].kind in (Kind.ROLE_VERB, Kind.INFINITIVE, Kind.FINITE, Kind.ATT, Kind.MODAL)


def _goes_on(lead: Sentence, item: Sentence) -> bool:
    """Whether a list item has, behind a circumstance, the infinitive that its lead-in asks for ("ska: … *senast i maj fastställa* …")."""
    said = [c for c in lead.chunks if c.kind not in (Kind.BETWEEN, Kind.NEGATION, Kind.STOP)]
    asked = bool(said) and said[-1].kind in (Kind.MODAL, Kind.DUTY, Kind.ATT)
    for chunk in item.chunks if asked else ():
        if chunk.kind in (Kind.ROLE_VERB, Kind.INFINITIVE):
            return chunk.kind is Kind.INFINITIVE or (
                chunk.verb is not None and chunk.verb.form == "infinitive" and not chunk.verb.passive
            )
        if chunk.kind in (Kind.FINITE, Kind.MODAL, Kind.COMMA, Kind.STOP, Kind.RELATIVE, Kind.ATT):
            return False
    return False


def _is_task(text: str) -> bool:
    """Whether a list item begins with a verb in the present ("för register över …"): what the body above does."""
    lexicon = load_lexicon()
    first = words(text)[:1]
    return bool(first) and (first[0] in lexicon.finite_verbs or first[0] in lexicon.words_of("item_verbs"))


def _decapitalised(text: str) -> str:
    return text[:1].lower() + text[1:]
