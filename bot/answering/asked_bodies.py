"""What the bodies that a question names are in it: asked of, decided on, those who act, or named by the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.answering.intents import Asked, asks_duty, is_sole, offered
from bot.answering.marks import Understanding, make_topic
from bot.answering.query import Intent, Topic
from bot.language.bodies import Located
from bot.language.heads import is_head
from bot.language.patterns import Patterns
from bot.language.words import Token, fold
from bot.models import ActorMention


def glossed(located: Sequence[Located], tokens: Sequence[Token], text: str) -> set[int]:
    """The places of the words for a body whose Swedish name stands in brackets behind it ("the council (*internationella rådet*)")."""
    return {
        at
        for one, after in pairwise(located)
        if after.start == one.end and "(" in text[tokens[one.end - 1].end : tokens[after.start].start]
        for at in range(one.start, one.end)
    }


def translated_bodies(topics: Sequence[Topic]) -> tuple[ActorMention, ...]:
    """The bodies among the topics of an English question, by what the thesaurus has for them ("steering group": styrgrupp)."""
    words = (option[0] for topic in topics for option in topic.options[1:] if len(option) == 1)
    return tuple(ActorMention(word.capitalize(), (word,)) for word in words if is_head(word, determined=True))[:1]


def asks_consent(asked: Asked) -> bool:
    """Whether a yes/no question asks if a body's yes is needed, or is enough."""
    located = asked.marks.located
    if located and (asked.first("suffices") >= 0 or (is_sole(asked) and is_consent(asked, located[0]))):
        return True
    return asks_duty(asked) and any(is_applied_to(asked, one) for one in located[:2])


def told_by(located: Sequence[Located], tokens: Sequence[Token], patterns: Patterns) -> int:
    """How many words at the beginning only tell who says what is asked about, of another body ("*min chef säger att* nämnden …"), or
    how it was heard, where it is asked whether it is so ("*hörde att* nämnden …, stämmer det?")."""
    lowered = [fold(token.text) for token in tokens]
    if located and patterns.first("confirm", lowered) > located[0].start:
        for at in range(located[0].start):
            end = at + patterns.at("claims", lowered, at)
            that = next((i for i in range(end, located[0].start) if patterns.at("opens_clause", lowered, i)), -1)
            if end > at and (that >= 0 or end >= located[0].start - 1):
                return that + 1 if that >= 0 else end
    if len(located) < 2 or located[0].start > 1:
        return 0
    said = patterns.at("claims", lowered, located[0].end)
    end = located[0].end + said
    return end + patterns.at("opens_clause", lowered, end) if said and end < len(tokens) else 0


def only_owns(asked: Asked, intent: Intent, one: Located) -> bool:
    """Whether a yes/no question that opens with its verb has a body only as the owner of something ("Underlättar det *nämndens*
    arbete?")."""
    return (
        intent is Intent.YES_NO
        and (one.genitive or asked.at("concerns", one.start - 1))
        and one.start > 1
        and not asked.at("yes_no", 0)
    )


def asked_first(asked: Asked) -> int:
    """The place of the body that a yes/no question asks about: the first, but "måste nämnden gå *till fullmäktige*" asks of the second."""
    located = asked.marks.located
    if len(located) < 2:
        return 0
    if asked.at("lets", located[1].start - 1 - asked.at("articles", located[1].start - 1)):
        return 1  # "får vi *låta kommunstyrelsen* …"
    part = located[0].genitive and located[1].start == located[0].end  # "kontorets *avdelning*"
    return 1 if part or (asks_duty(asked) and is_applied_to(asked, located[1])) else 0


def is_applied_to(asked: Asked, body: Located) -> bool:
    """Whether it is a body's yes that must be had: "gå *till fullmäktige*", "*fullmäktiges ok*"."""
    applied = any(asked.at("applies_to", body.start - back) for back in (1, 2))
    return applied or is_consent(asked, body)


def is_consent(asked: Asked, body: Located) -> bool:
    """Whether what a body gives by deciding stands behind its name: "*fullmäktiges ok*", "the *board's approval*", "a *council
    decision*"."""
    end = body.end + (asked.words[body.end : body.end + 1] == ["s"])  # what stands behind an apostrophe
    owned = body.genitive or end > body.end or asked.at("consent", end)
    return owned and any(mark.start == end for mark in asked.marks.roles)


def acts(asked: Asked, one: Located, intent: Intent, *, named: bool) -> bool:
    """Whether a body is the one that acts, and so is not what is decided on: "att *förvaltningen* går med", "om *nämnden* får …", or
    the asker's own, or the first word, where no text names it ("vårt *bibliotek*", "*museet* vill …, vem …")."""
    may = asked.at("may", one.end)
    clause = intent is Intent.WHO and asked.at("opens_clause", one.start - 1)
    clause = clause or (asked.at("while", one.start - 1) and one.start > 1)  # "måste rådet säga ja innan *nämnden* …"
    if not one.genitive and (clause or (asked.at("if", one.start - 1) and may)):
        return True
    ours = any(asked.at("we", one.start - back) for back in (1, 2))
    if asked.at("asker", 0) and any(asked.at("works", at) for at in range(max(0, one.start - 5), one.start)):
        return True  # "jag jobbar i ett av stadens *bolag*"
    return not named and (ours or (one.start == 0 and may and not one.genitive))


def _goes_with(asked: Asked, i: int) -> bool:
    """Whether a body is joined to the one that a yes/no question asks about."""
    first, one = asked.marks.located[i - 1 : i + 1]
    between = [at for at in range(first.end, one.start) if not asked.at("articles", at)]
    joined = len(between) == 1 and asked.at("and", between[0]) and not first.genitive
    return bool(joined) and (i == 1 or _goes_with(asked, i - 1))


def body_topics(
    asked: Asked, intent: Intent, objects: list[int], base: Understanding, *, required: bool
) -> list[Topic]:
    """The bodies that a question is about rather than asks for.

    One that is decided on ("utser *rektor*"), whose holder is asked for ("vem är *ordförande*"), or in which somebody gets a seat
    ("ledamöter i *rådet*"), must be found; one that is named by the way ("stöd till *nämnderna*") only ranks.
    """
    found = []
    either = offered(asked) if intent is Intent.WHO else ()
    first = asked_first(asked)
    other = next((at for at in range(len(asked.words)) if asked.length("or", at) > 1), -1)
    for i, one in enumerate(asked.marks.located):
        if i in either:
            continue  # "*the council or the board*, who coordinates …"
        by_the_way = (intent is Intent.WHO and i not in objects) or (intent is Intent.YES_NO and i > 0)
        if by_the_way and (asked.at("who", one.start - 1) or asked.at("who", one.start - 2)):
            continue  # "vilken *nämnd*": what is asked for
        if intent is Intent.YES_NO and i > 0 and _goes_with(asked, i):
            continue  # "ska nämnderna *och bolagen* …": asked about like the first
        if intent is Intent.YES_NO and i == first:
            continue  # "utan att fråga *fullmäktige*": the one that is asked about
        if intent is Intent.YES_NO and 0 <= other < one.start:
            continue  # "Är det kontoret som …, *eller är det* nämnden?": who else it may be
        own = one.genitive and any(asked.at("we", one.start - back) for back in (1, 2))  # "vår egen nämnds verksamhet"
        if by_the_way or i in objects or (intent is Intent.FACT and asked.first("who") >= 0):
            before = one.start - 1 - asked.at("articles", one.start - 1)
            seat = asked.at("narrows", before) and asked.at("seats", before - 1)  # "*medlemmarna* i rådet"
            needed = required and (bool(seat) or not by_the_way)
            topic = make_topic(one.mention.name, None, base, language="sv", required=needed)
            if seat:  # it is about that body and no other
                topic = replace(topic, telling=max(map(base.vocabulary.telling, topic.options[0])))
            named = one.listed or any(all(k in base.vocabulary for k in option) for option in topic.options)
            unsaid = not named and asked.at("narrows", one.start - 1)  # "ett nätverk *för bibliotek*"
            counted = by_the_way and required and not (own or unsaid or acts(asked, one, intent, named=named))
            found.append(replace(topic, counted=counted, known=named, body=True))
    return found
