"""A question's words to a Query: language, intent, role, bodies and topics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.answering.asked_facts import cut_frame, told_of
from bot.answering.intents import (
    Asked,
    asks_duty,
    asks_leave,
    asks_of_referral,
    asks_right,
    find_intent,
    find_scope,
    find_turn,
    find_typed,
    is_cleft,
    is_loose,
    is_plain,
    is_sole,
    objects_of_decisions,
    offered,
    opens_with_offer,
)
from bot.answering.marks import Understanding, make_topic, mark_words
from bot.answering.mending import mend_bodies, mend_words
from bot.answering.named_texts import cut_texts, is_text_name
from bot.answering.query import Intent, Query, Topic, Turn
from bot.answering.segments import cut_core
from bot.answering.threads import add_background, continue_thread
from bot.language.amounts import find_amounts
from bot.language.analysis import is_light
from bot.language.bodies import Located
from bot.language.english import outside_phrases
from bot.language.everyday import field_at, is_everyday
from bot.language.frames import asks_whether
from bot.language.heads import is_head
from bot.language.lexicon import infinitives
from bot.language.patterns import Patterns, load_patterns
from bot.language.thesaurus import function_words, load_tables
from bot.language.words import Token, fold, normalise, tokenise
from bot.models import ActorMention, Role

LONGEST = 2_000  # characters of a question that are read; the rest is noise
# Roles in what somebody who has got a yes then does.
_DONE_AFTER_A_YES = {Role.IMPLEMENTS, Role.RESPONSIBLE, Role.PREPARES, Role.COORDINATES}
_GREETING = 8  # words that a greeting, or a question about the bot, has at most
_TELLING = ("who", "what", "does", "fact", "yes_no", "we", "pronouns", "follow_up", "greeting", "negation", "help")


def understand(question: str, thread: Sequence[str], base: Understanding) -> Query:
    """Return what `question` asks; `thread` holds the earlier questions, oldest first, that it may go on from."""
    query = _read(question, base)
    for earlier in reversed(thread[-1:]):
        if query.intent is Intent.HELP:
            break
        before = understand(earlier, thread[:-1], base)
        if before.intent is not Intent.HELP:
            lowered = [fold(t.text) for t in tokenise(normalise(question)) if t.is_word]
            query = continue_thread(query, before, lowered, load_patterns(query.language))
    return query


def detect_language(words: Sequence[str], default: str) -> str:
    """ "sv" or "en" by which language's function words, question words and phrases the small-letter `words` have more of."""
    counts = {}
    for language in ("sv", "en"):
        marks = load_patterns(language).covered(_TELLING, [fold(word) for word in words])
        function = function_words(language)
        counts[language] = sum(mark or word in function for mark, word in zip(marks, words, strict=True))
    if counts["sv"] == counts["en"]:
        english = sum(word in load_tables("en").vocabulary for word in words)
        swedish = sum(word in load_tables("sv").vocabulary or not word.isascii() for word in words)
        return "en" if english > swedish else "sv" if swedish > english else default
    return "en" if counts["en"] > counts["sv"] else "sv"


def _read(question: str, base: Understanding) -> Query:
    tokens = tokenise(normalise(question)[:LONGEST])
    lowered = [t.text.lower() for t in tokens if t.is_word]
    language = detect_language(lowered, base.default_language)
    patterns = load_patterns(language)
    if not lowered or _about_the_bot([fold(word) for word in lowered], patterns):
        return Query(question, language, Intent.HELP)
    if len(lowered) <= _GREETING:  # "hjesan"
        mended, corrections = mend_words([token for token in tokens if token.is_word], base, language=language)
        if corrections and _about_the_bot([fold(token.text) for token in mended], patterns):
            return Query(question, language, Intent.HELP)
    tokens, texts = cut_texts(tokens, base, patterns, language=language)
    core, background = cut_core(tokens, patterns)
    query = _analyse(question, core, base, language=language, required=True)
    if background:
        query = add_background(query, _analyse(question, background, base, language=language, required=False))
    return replace(query, texts=texts)


def _about_the_bot(lowered: Sequence[str], patterns: Patterns) -> bool:
    """Whether the whole question greets, thanks, or asks what the bot is."""
    marks = patterns.covered(("help", "greeting", "follow_up"), lowered)
    return all(marks) or (sum(marks) > len(marks) / 2 and patterns.first("help", lowered) >= 0 and len(lowered) <= 12)


def _analyse(question: str, tokens: list[Token], base: Understanding, *, language: str, required: bool) -> Query:
    tokens, corrections = mend_words(tokens, base, language=language)
    spoken_words = tuple(t.text for t in tokens)
    tokens, frame = cut_frame(tokens, base, language=language)
    located = base.directory.find(tokens, question=True, english=language == "en")
    if told := _told_by(located, tokens, load_patterns(language)):
        tokens = tokens[told:]
        located = base.directory.find(tokens, question=True, english=language == "en")
    if language == "en" and (glossed := _glossed(located, tokens, normalise(question))):
        tokens = [token for at, token in enumerate(tokens) if at not in glossed]
        located = base.directory.find(tokens, question=True, english=True)
    located, mended = mend_bodies(located, base)
    if language == "en":
        located = outside_phrases([token.text for token in tokens], located)
    questioned = question.rstrip().endswith("?")
    marks = mark_words(tokens, located, base, language=language, required=required, questioned=questioned)
    lowered = [fold(t.text) for t in tokens]
    spelt = [t.text.lower() for t in tokens]
    asked = Asked(lowered, marks, load_patterns(language), questioned, spelt)
    typed = frame or find_typed(asked)
    if frame == "purpose" and located and not marks.topics:  # "what is the *committee* for": what it does
        frame = ""
        intent = Intent.WHAT
    else:
        intent = Intent.FACT if frame else find_intent(asked, typed)
    if intent is Intent.YES_NO and located:
        typed = typed or asks_whether(lowered, language) or ("referred" if asks_of_referral(asked) else "")
    objects = objects_of_decisions(asked) if intent is Intent.WHO else []
    for one in located:
        named = one.listed or all(key in base.vocabulary for key in one.mention.keys)
        marks.somebody_acts |= _acts(asked, one, intent, named=named) and not one.mention.plural
    spoken = marks.topics
    if intent is Intent.FACT:  # no role is asked for: its word is a topic like the others
        spoken = [replace(topic, required=required and topic.known) if topic.of_role else topic for topic in spoken]
    topics = [*spoken, *_body_topics(asked, intent, objects, base, required=required)]
    consultation = None
    if typed == "deadline" and asked.first("replies") >= 0:  # what views are asked on is the text itself
        topics = [replace(t, required=False) if _is_sent_out(t, asked, base) else t for t in topics]
    if typed == "deadline" and asked.first("replies") >= 0 and not any(topic.required for topic in topics):
        consultation = load_patterns("sv").phrases["consultation"][0][0]
        topics.append(make_topic(consultation, None, base, language="sv", required=required))
    topics = told_of(typed, topics, located, base, required=required)
    ours = _ours(asked)
    actors = tuple(
        one.mention
        for i, one in enumerate(located)
        if i not in objects and not (i == 0 and _only_owns(asked, intent, one))
    )
    if language == "en" and not located and intent is Intent.YES_NO:
        actors = _translated_bodies(topics)
    return Query(
        question=question,
        language=language,
        intent=intent,
        roles=_roles(asked) or ((Role.DECIDES,) if _asks_a_yes(asked, intent) else ()),
        actors=actors[_asked_first(asked) : _asked_first(asked) + 1 if intent is Intent.YES_NO else None],
        topics=tuple(topics),
        scope=find_scope(asked) or ("own" if _is_own(asked, tokens, language, ours=ours and required) else ""),
        typed=typed,
        ours=ours and required,
        loose=is_loose(asked),
        cleft=is_cleft(asked),
        exists=asked.first("exists") >= 0,
        somebody=_asks_for_somebody(asked, language),
        mentions=asked.first("mentions") >= 0 or (bool(located) and asked.first("opinion") >= 0),
        plain=is_plain(asked),
        turn=find_turn(asked) if intent is Intent.YES_NO else Turn.NONE,
        may=intent is Intent.YES_NO and asks_leave(asked),
        right=asks_right(asked),
        consent=intent is Intent.YES_NO and _asks_consent(asked),
        sole=is_sole(asked) and not any(_is_consent(asked, one) for one in marks.located[:1]),
        must=intent is Intent.YES_NO and asks_duty(asked),
        denied=asked.first("negation") >= 0,
        amounts=find_amounts(question) or find_amounts(" ".join(token.text for token in tokens)),
        verbs=infinitives([t.text.lower() for t in tokens]),
        corrections=(*corrections, *mended),
        words=spoken_words if consultation is None else (*spoken_words, consultation),
    )


def _is_sent_out(topic: Topic, asked: Asked, base: Understanding) -> bool:
    """Whether a topic says no more than that views are given, or names one of the texts by its title."""
    spoken = [fold(word) for word in topic.text.split()]
    return asked.patterns.first("replies", spoken) >= 0 or is_text_name(topic, base)


def _glossed(located: Sequence[Located], tokens: Sequence[Token], text: str) -> set[int]:
    """The places of the words for a body whose Swedish name stands in brackets behind it ("the council (*internationella rådet*)")."""
    return {
        at
        for one, after in pairwise(located)
        if after.start == one.end and "(" in text[tokens[one.end - 1].end : tokens[after.start].start]
        for at in range(one.start, one.end)
    }


def _translated_bodies(topics: Sequence[Topic]) -> tuple[ActorMention, ...]:
    """The bodies among the topics of an English question, by what the thesaurus has for them ("steering group": styrgrupp)."""
    words = (option[0] for topic in topics for option in topic.options[1:] if len(option) == 1)
    return tuple(ActorMention(word.capitalize(), (word,)) for word in words if is_head(word, determined=True))[:1]


def _ours(asked: Asked) -> bool:
    """Whether the question speaks of the asker's own; what asks for a body does not, although without its marks it may look so
    ("*var* hamnar")."""
    return any(asked.at("we", at) and not asked.at("who", at) for at in range(len(asked.words)))


def _is_own(asked: Asked, tokens: Sequence[Token], language: str, *, ours: bool) -> bool:
    """Whether a question that names no scope is of one body's own matters all the same."""
    if asked.first("scope.whole") >= 0:
        return False
    return (ours and not asked.marks.roles) or asked.marks.somebody_acts or _of_one_field(asked, tokens, language)


def _of_one_field(asked: Asked, tokens: Sequence[Token], language: str) -> bool:
    """Whether what is asked about is there for one of the city's activities ("en organisation *för bibliotek*"): a matter of its own."""
    spoken = [token.text for token in tokens]
    of_roles = {at for mark in asked.marks.roles for at in range(mark.start, mark.end)}
    places = (at for at in range(3, len(spoken)) if asked.at("concerns", at - 1) and not of_roles & {at - 1, at - 2})
    return any(field_at(spoken, at, language, kind="activities") for at in places)


def _asks_a_yes(asked: Asked, intent: Intent) -> bool:
    """Whether a question that names no role asks all the same whose yes it takes."""
    if intent is Intent.WHO:
        return opens_with_offer(asked)
    return intent is Intent.YES_NO and (_asks_consent(asked) or _takes(asked))


def _asks_consent(asked: Asked) -> bool:
    """Whether a yes/no question asks if a body's yes is needed, or is enough."""
    located = asked.marks.located
    if located and (asked.first("suffices") >= 0 or (is_sole(asked) and _is_consent(asked, located[0]))):
        return True
    return asks_duty(asked) and any(_is_applied_to(asked, one) for one in located[:2])


def _asks_for_somebody(asked: Asked, language: str) -> bool:
    """ "Finns det någon *grupp som tittar på* …?": whether there is a body, whose role only a word that says little names."""
    at = asked.first("exists")
    end = at + asked.patterns.at("exists", asked.words, at) if at >= 0 else len(asked.words)
    for noun in range(end, min(end + 3, len(asked.words) - 2)):
        if any(phrase == (asked.words[noun],) for phrase in asked.patterns.phrases["body_nouns"]):
            verb = asked.spelt[noun + 2] if asked.at("cleft", noun + 1) else asked.spelt[noun + 1]
            return is_light(verb) or is_everyday(verb, language)
    return False


def _roles(asked: Asked) -> tuple[Role, ...]:
    """The roles that are asked for, in order; but who is responsible for "*decisions on*" something decides."""
    roles = tuple(dict.fromkeys(role for mark in asked.marks.roles for role in mark.roles))
    if _asks_consent(asked) and asked.first("spared") >= 0:
        return (Role.DECIDES,)  # "without *consulting* the board"
    if asks_duty(asked) and any(_is_consent(asked, one) for one in asked.marks.located[:1]):
        return (Role.DECIDES,)  # "does *launching* it require council approval"
    applied = [one for one in asked.marks.located[:2] if asks_duty(asked) and _is_applied_to(asked, one)]
    wanted = applied and roles and asked.at("goal", applied[0].end) and set(roles) <= _DONE_AFTER_A_YES
    if wanted and all(mark.start >= applied[0].end for mark in asked.marks.roles):
        return (Role.DECIDES,)  # "måste vi till fullmäktige för att *starta* …"
    on = any(asked.at("decisions_on", mark.start) for mark in asked.marks.roles if Role.DECIDES in mark.roles)
    return tuple(dict.fromkeys((Role.DECIDES, *roles))) if on and roles[:1] == (Role.RESPONSIBLE,) else roles


def _told_by(located: Sequence[Located], tokens: Sequence[Token], patterns: Patterns) -> int:
    """How many words at the beginning only tell who says what is asked about, of another body ("*min chef säger att* nämnden …")."""
    if len(located) < 2 or located[0].start > 1:
        return 0
    lowered = [fold(token.text) for token in tokens]
    said = patterns.at("claims", lowered, located[0].end)
    end = located[0].end + said
    return end + patterns.at("opens_clause", lowered, end) if said and end < len(tokens) else 0


def _only_owns(asked: Asked, intent: Intent, one: Located) -> bool:
    """Whether a yes/no question that opens with its verb has a body only as the owner of something ("Underlättar det *nämndens*
    arbete?")."""
    return (
        intent is Intent.YES_NO
        and (one.genitive or asked.at("concerns", one.start - 1))
        and one.start > 1
        and not asked.at("yes_no", 0)
    )


def _takes(asked: Asked) -> bool:
    """ "Är det nämnden som *tar* medlemskap?": whoever takes a matter decides on it, where nothing else is said."""
    return is_cleft(asked) and any(
        asked.at("cleft", at) and asked.at("takes", at + 1)
        for one in asked.marks.located[:1]
        for at in (one.end, one.end + 1)
    )


def _asked_first(asked: Asked) -> int:
    """The place of the body that a yes/no question asks about: the first, but "måste nämnden gå *till fullmäktige*" asks of the second."""
    located = asked.marks.located
    if len(located) < 2:
        return 0
    part = located[0].genitive and located[1].start == located[0].end  # "kontorets *avdelning*"
    return 1 if part or (asks_duty(asked) and _is_applied_to(asked, located[1])) else 0


def _is_applied_to(asked: Asked, body: Located) -> bool:
    """Whether it is a body's yes that must be had: "gå *till fullmäktige*", "*fullmäktiges ok*"."""
    applied = any(asked.at("applies_to", body.start - back) for back in (1, 2))
    return applied or _is_consent(asked, body)


def _is_consent(asked: Asked, body: Located) -> bool:
    """Whether what a body gives by deciding stands behind its name: "*fullmäktiges ok*", "the *board's approval*", "a *council
    decision*"."""
    end = body.end + (asked.words[body.end : body.end + 1] == ["s"])  # what stands behind an apostrophe
    owned = body.genitive or end > body.end or asked.at("consent", end)
    return owned and any(mark.start == end for mark in asked.marks.roles)


def _acts(asked: Asked, one: Located, intent: Intent, *, named: bool) -> bool:
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


def _body_topics(
    asked: Asked, intent: Intent, objects: list[int], base: Understanding, *, required: bool
) -> list[Topic]:
    """The bodies that a question is about rather than asks for.

    One that is decided on ("utser *rektor*"), whose holder is asked for ("vem är *ordförande*"), or in which somebody gets a seat
    ("ledamöter i *rådet*"), must be found; one that is named by the way ("stöd till *nämnderna*") only ranks.
    """
    found = []
    either = offered(asked) if intent is Intent.WHO else ()
    for i, one in enumerate(asked.marks.located):
        if i in either:
            continue  # "*the council or the board*, who coordinates …"
        by_the_way = (intent is Intent.WHO and i not in objects) or (intent is Intent.YES_NO and i > 0)
        if by_the_way and (asked.at("who", one.start - 1) or asked.at("who", one.start - 2)):
            continue  # "vilken *nämnd*": what is asked for
        if intent is Intent.YES_NO and i > 0 and _goes_with(asked, i):
            continue  # "ska nämnderna *och bolagen* …": asked about like the first
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
            counted = by_the_way and required and not (own or unsaid or _acts(asked, one, intent, named=named))
            found.append(replace(topic, counted=counted, known=named, body=True))
    return found
