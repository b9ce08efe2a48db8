"""A question's words to a Query: language, intent, role, bodies and topics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.asked_bodies import (
    acts,
    asked_first,
    asks_consent,
    body_topics,
    glossed,
    is_applied_to,
    is_consent,
    only_owns,
    told_by,
    translated_bodies,
)
from bot.answering.asked_facts import cut_frame, told_of
from bot.answering.intents import (
    BOTH,
    Asked,
    asks_duty,
    asks_for_anybody,
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
    is_spared,
    objects_of_decisions,
    opens_with_offer,
)
from bot.answering.marks import Understanding, make_topic, mark_words
from bot.answering.mending import Corrections, mend_bodies, mend_words
from bot.answering.named_texts import cut_texts, is_text_name
from bot.answering.query import Intent, Query, Topic, Turn
from bot.answering.segments import cut_core
from bot.answering.threads import add_background, continue_thread
from bot.language.amounts import find_amounts
from bot.language.analysis import is_light
from bot.language.english import outside_phrases
from bot.language.everyday import field_at, is_everyday
from bot.language.frames import asks_whether
from bot.language.lexicon import infinitives
from bot.language.patterns import Patterns, load_patterns
from bot.language.thesaurus import function_words, load_tables
from bot.language.words import Token, fold, normalise, tokenise
from bot.models import Role

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
    spoken = [token for token in tokens if token.is_word]
    mended = mend_words(spoken, base, language=language) if len(spoken) <= _GREETING else None
    if mended and mended[1] and _about_the_bot([fold(token.text) for token in mended[0]], patterns):  # "hjesan"
        return Query(question, language, Intent.HELP)
    tokens, texts = cut_texts(tokens, base, patterns, language=language)
    core, background = cut_core(tokens, patterns)
    known = mended if core == spoken else None
    query = _analyse(question, core, base, language=language, required=True, mended=known)
    if background:
        query = add_background(query, _analyse(question, background, base, language=language, required=False))
    return replace(query, texts=texts)


def _about_the_bot(lowered: Sequence[str], patterns: Patterns) -> bool:
    """Whether the whole question greets, thanks, or asks what the bot is."""
    marks = patterns.covered(("help", "greeting", "follow_up"), lowered)
    return all(marks) or (sum(marks) > len(marks) / 2 and patterns.first("help", lowered) >= 0 and len(lowered) <= 12)


def _analyse(
    question: str,
    tokens: list[Token],
    base: Understanding,
    *,
    language: str,
    required: bool,
    mended: tuple[list[Token], Corrections] | None = None,
) -> Query:
    """One part of a question; `mended` are its tokens with slips mended, where that is done already."""
    tokens, corrections = mended or mend_words(tokens, base, language=language)
    spoken_words = tuple(t.text for t in tokens)
    tokens, frame = cut_frame(tokens, base, language=language)
    located = base.directory.find(tokens, question=True, english=language == "en")
    if told := told_by(located, tokens, load_patterns(language)):
        tokens = tokens[told:]
        located = base.directory.find(tokens, question=True, english=language == "en")
    if language == "en" and (twice := glossed(located, tokens, normalise(question))):
        tokens = [token for at, token in enumerate(tokens) if at not in twice]
        located = base.directory.find(tokens, question=True, english=True)
    located, bodies_mended = mend_bodies(located, base)
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
        marks.somebody_acts |= acts(asked, one, intent, named=named) and not one.mention.plural
    spoken = marks.topics
    if intent is Intent.FACT:  # no role is asked for: its word is a topic like the others
        spoken = [replace(topic, required=required and topic.known) if topic.of_role else topic for topic in spoken]
    topics = [*spoken, *body_topics(asked, intent, objects, base, required=required)]
    consultation = None
    if typed == "deadline" and asked.first("replies") >= 0:  # what views are asked on is the text itself
        topics = [replace(t, required=False) if _is_sent_out(t, asked, base) else t for t in topics]
    if typed == "deadline" and asked.first("replies") >= 0 and not any(topic.required for topic in topics):
        consultation = load_patterns("sv").phrases["consultation"][0][0]
        topics.append(make_topic(consultation, None, base, language="sv", required=required))
    amounts = find_amounts(question) or find_amounts(" ".join(token.text for token in tokens))
    if asked.first("own_stake") >= 0 and any(amount.kind == "money" for amount in amounts):
        called = load_patterns("sv").phrases["co_funding"][0][0]
        topics.append(make_topic(called, None, base, language="sv", required=False))
    topics = told_of(typed, topics, located, base, required=required)
    ours, placed = _ours(asked), _with_place(asked, base)
    actors = tuple(
        one.mention
        for i, one in enumerate(located)
        if i not in objects and not (i == 0 and only_owns(asked, intent, one))
    )
    if language == "en" and not located and intent is Intent.YES_NO:
        actors = translated_bodies(topics)
    return Query(
        question=question,
        language=language,
        intent=intent,
        roles=_roles(asked) or ((Role.DECIDES,) if _asks_a_yes(asked, intent) else ()),
        actors=actors[asked_first(asked) : asked_first(asked) + 1 if intent is Intent.YES_NO else None],
        topics=tuple(topics),
        scope=_scope(placed, tokens, language, ours=ours and required),
        typed=typed,
        ours=ours,
        city=placed.first("scope.place") >= 0,
        loose=is_loose(asked),
        cleft=is_cleft(asked),
        exists=asked.first("exists") >= 0,
        somebody=_asks_for_somebody(asked, language),
        mentions=asked.first("mentions") >= 0 or (bool(located) and asked.first("opinion") >= 0),
        plain=is_plain(asked),
        turn=find_turn(asked) if intent is Intent.YES_NO else Turn.NONE,
        may=intent in (Intent.YES_NO, Intent.WHO) and asks_leave(asked),
        right=asks_right(asked),
        consent=intent is Intent.YES_NO and asks_consent(asked),
        sole=is_sole(asked) and not any(is_consent(asked, one) for one in marks.located[:1]),
        must=intent is Intent.YES_NO and asks_duty(asked),
        anybody=intent is Intent.YES_NO and asks_for_anybody(asked),
        denied=asked.first("negation") >= 0,
        amounts=amounts,
        verbs=infinitives([t.text.lower() for t in tokens]),
        corrections=(*corrections, *bodies_mended),
        words=spoken_words if consultation is None else (*spoken_words, consultation),
    )


def _is_sent_out(topic: Topic, asked: Asked, base: Understanding) -> bool:
    """Whether a topic says no more than that views are given, or names one of the texts by its title."""
    spoken = [fold(word) for word in topic.text.split()]
    return asked.patterns.first("replies", spoken) >= 0 or is_text_name(topic, base)


def _with_place(asked: Asked, base: Understanding) -> Asked:
    """The question with the word for the municipality where its own name stands: "hela *Stockholm*" is all of the city."""
    itself = asked.patterns.phrases["scope.place"][0][0]
    return replace(asked, words=[itself if base.place and word == base.place else word for word in asked.words])


def _ours(asked: Asked) -> bool:
    """Whether the question speaks of the asker's own; what asks for a body does not, although without its marks it may look so
    ("*var* hamnar")."""
    return any(asked.at("we", at) and not asked.at("who", at) for at in range(len(asked.words)))


def _scope(asked: Asked, tokens: Sequence[Token], language: str, *, ours: bool) -> str:
    """The scope that a question names, or has all the same; "" for none, and where it leaves that open."""
    named = find_scope(asked) or ("own" if _is_own(asked, tokens, language, ours=ours) else "")
    return "" if named == BOTH else named


def _is_own(asked: Asked, tokens: Sequence[Token], language: str, *, ours: bool) -> bool:
    """Whether a question that names no scope is of one body's own matters all the same."""
    if asked.first("scope.whole") >= 0:
        return False
    own = (ours and not asked.marks.roles) or asked.marks.somebody_acts or _of_one_field(asked, tokens, language)
    return own or any(_is_one_of(asked, one.start) for one in asked.marks.located)


def _is_one_of(asked: Asked, start: int) -> bool:
    """Whether the body at a place is any one of its kind ("*ett av stadens* bolag")."""
    return any(asked.at("one_of", back) and back + asked.length("one_of", back) >= start - 1 for back in range(start))


def _of_one_field(asked: Asked, tokens: Sequence[Token], language: str) -> bool:
    """Whether what is asked about is there for one of the city's activities ("en organisation *för bibliotek*"): a matter of its own."""
    spoken = [token.text for token in tokens]
    of_roles = {at for mark in asked.marks.roles for at in range(mark.start, mark.end)}

    def concerned(at: int) -> bool:
        before = at - 1 - (asked.at("emphasis", at - 1) and not asked.at("concerns", at - 1))  # "för *just* bibliotek"
        return asked.at("concerns", before) and not of_roles & {before, before - 1}

    return any(concerned(at) and field_at(spoken, at, language, kind="activities") for at in range(3, len(spoken)))


def _asks_a_yes(asked: Asked, intent: Intent) -> bool:
    """Whether a question that names no role asks all the same whose yes it takes."""
    if intent is Intent.WHO:
        return opens_with_offer(asked)
    return intent is Intent.YES_NO and (asks_consent(asked) or _takes(asked))


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
    either = next((at for at in range(len(asked.words)) if asked.at("or", at) and asked.at("who", at + 1)), -1)
    marked = sorted(asked.marks.roles, key=lambda mark: mark.start < either)  # "… *eller vem beslutar* det?"
    roles = tuple(dict.fromkeys(role for mark in marked for role in mark.roles))
    if asks_consent(asked) and is_spared(asked):
        return (Role.DECIDES,)  # "without *consulting* the board"
    if asks_duty(asked) and any(is_consent(asked, one) for one in asked.marks.located[:1]):
        return (Role.DECIDES,)  # "does *launching* it require council approval"
    applied = [one for one in asked.marks.located[:2] if asks_duty(asked) and is_applied_to(asked, one)]
    wanted = applied and roles and asked.at("goal", applied[0].end) and set(roles) <= _DONE_AFTER_A_YES
    if wanted and all(mark.start >= applied[0].end for mark in asked.marks.roles):
        return (Role.DECIDES,)  # "måste vi till fullmäktige för att *starta* …"
    on = any(asked.at("decisions_on", mark.start) for mark in asked.marks.roles if Role.DECIDES in mark.roles)
    return tuple(dict.fromkeys((Role.DECIDES, *roles))) if on and roles[:1] == (Role.RESPONSIBLE,) else roles


def _takes(asked: Asked) -> bool:
    """ "Är det nämnden som *tar* medlemskap?": whoever takes a matter decides on it, where nothing else is said."""
    return is_cleft(asked) and any(
        asked.at("cleft", at) and asked.at("takes", at + 1)
        for one in asked.marks.located[:1]
        for at in (one.end, one.end + 1)
    )
