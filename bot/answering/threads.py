"""A question completed by what stands around it: the rest of a long message, and the question before it in a thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.asked_facts import says_enough
from bot.answering.query import Intent, Query, Topic
from bot.language.patterns import Patterns

_ENDS = ".!?:"  # of a sentence
_LITTLE = 0.3  # of what the most telling word tells


def add_background(query: Query, around: Query) -> Query:
    """`query` with what the rest of its message adds: topics that are known, and all that the question itself lacks."""
    bare = not any(topic.required for topic in query.topics) and not (query.actors and query.intent is Intent.WHAT)
    bare = bare and not says_enough(query)
    asks = (
        bare and around.intent is Intent.YES_NO
    )  # "Får jag *göra praktik*, och vem säger ja?": the matter, known or not
    one_body = around.actors if len(around.actors) == 1 and query.intent is Intent.YES_NO and not query.actors else ()
    told = any(not t.of_role for t in around.topics)  # of "they *propose* a network", the network

    def beside(topic: Topic) -> Topic:
        name = bool(one_body) and _is_name(topic, around.question)
        needed = bare and (topic.known or asks or topic.joined) and not (topic.little or (told and topic.of_role))
        narrowing = topic.narrowing and not name
        return replace(topic, required=name or needed, around=True, counted=topic.place, narrowing=narrowing)

    topics = tuple(one for one in map(beside, around.topics) if one.known or bare or one.required)
    known = max((t.telling for t in topics if t.known and not t.place), default=0.0)
    strange = max((t.telling for t in topics if not t.known), default=0.0)
    vague = not (query.roles or around.roles) and known < _LITTLE * strange  # little beside what no text has
    if bare and topics and (not known or vague):  # where, but not what
        topics = tuple(replace(t, required=True, known=t.known and not t.place) for t in topics)
    if bare and query.loose and query.intent is Intent.FACT and not query.typed and len(around.actors) == 1:
        query = replace(
            query, intent=Intent.WHAT, actors=around.actors
        )  # "what is the committee for, *what does it do*?"
    theirs = (
        bare and around.ours and around.actors and not (around.roles or around.city)
    )  # "*vårt bolag* vill gå med …"
    return replace(
        query,
        topics=(*query.topics, *topics),
        roles=query.roles or (around.roles if query.intent is Intent.WHO else ()),
        actors=query.actors or one_body,
        scope=query.scope or around.scope or ("own" if theirs else ""),
        words=(*query.words, *around.words),
    )


def _is_name(topic: Topic, message: str) -> bool:
    """Whether an unknown word is a name, which has a capital letter although no sentence of the message begins with it ("i *Farsta*
    stadsdelsnämnd undrar de: är vi med?")."""
    before = message[: max(0, message.find(topic.text))].rstrip()
    return not topic.known and topic.text[:1].isupper() and before[-1:] not in ("", *_ENDS)


def continue_thread(query: Query, before: Query, lowered: Sequence[str], patterns: Patterns) -> Query:
    """`query` completed from the question before it in the thread, if it goes on from it; else as it is."""
    if patterns.first("new_topic", lowered) >= 0 or not goes_on(query, lowered, patterns):
        return query
    if patterns.at("follow_up", lowered, 0) > 1:  # "what about …": asks the same again
        query = replace(query, intent=Intent.KEYWORDS, loose=False)
    asked = query.intent is not Intent.KEYWORDS or bool(query.typed)
    points = patterns.first("pronouns", lowered) >= 0
    topics = query.topics
    varied = any(one.options[:1] == other.options[:1] for one in topics for other in before.topics)
    if not topics or (points and asked) or varied:
        own = {topic.options for topic in topics}
        inherited = [topic for topic in before.topics if topic.options not in own]
        needed = varied or not topics  # "och utanför Europa då?" varies a word of what was asked; the rest stands
        topics = (*topics, *(replace(topic, required=topic.required and needed) for topic in inherited))
    intent = query.intent if asked else before.intent
    if query.actors and not asked and before.intent is Intent.WHO:
        intent = Intent.YES_NO
    actors = query.actors
    if not actors and intent in (Intent.WHAT, Intent.YES_NO) and query.intent is not Intent.WHO:
        actors = before.actors
    inherits_role = intent is not Intent.FACT
    return replace(
        query,
        intent=intent,
        roles=query.roles or (before.roles if inherits_role else ()),
        actors=actors,
        topics=topics,
        scope=query.scope or (before.scope if not query.topics else ""),
        ours=query.ours or before.ours,
        loose=query.loose or before.loose,
        texts=query.texts or before.texts,
        words=(*query.words, *(before.words if topics != query.topics else ())),
    )


def goes_on(query: Query, lowered: Sequence[str], patterns: Patterns) -> bool:
    """Whether the question lacks something that the one before it may have had."""
    follows = bool(patterns.at("follow_up", lowered, 0))
    points = patterns.first("pronouns", lowered) >= 0
    whole = query.intent in (Intent.WHO, Intent.WHAT, Intent.YES_NO) and bool(query.roles or query.actors)
    if whole and query.topics and not points:
        return False
    if query.intent is Intent.WHAT and query.actors and not points:
        return False
    if query.intent is Intent.FACT and (query.topics or says_enough(query)) and not follows and not points:
        return False
    return not (query.intent is Intent.KEYWORDS and not follows and len(query.topics) > 2)
