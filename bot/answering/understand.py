"""A question's words to a Query: language, intent, role, bodies and topics."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from bot.answering.query import Intent, Query, Topic
from bot.answering.segments import cut_core
from bot.language.bodies import Directory, Located
from bot.language.patterns import Patterns, load_patterns
from bot.language.spelling import Speller
from bot.language.thesaurus import Match, english_key, folded_light_words, function_words, light_words, load_tables
from bot.language.vocabulary import Vocabulary
from bot.language.words import Token, fold, key, normalise, tokenise
from bot.models import ActorMention, Role

LONGEST = 2_000  # characters of a question that are read; the rest is noise


@dataclass(frozen=True, slots=True)
class Understanding:
    """What it takes to read questions over one set of texts."""

    directory: Directory
    vocabulary: Vocabulary
    speller: Callable[[str], Speller]
    default_language: str


# Kinds of words that ask, and so are no topic.
_ASKING = (
    "who", "what", "does", "fact", "yes_no", "confirm", "follow_up", "pronouns", "we", "negation", "instead", "new_topic", "names",
    "body_nouns", "typed.date", "typed.deadline", "typed.number",
)  # fmt: skip


@dataclass(slots=True)
class _Marks:
    """What each word of the core was taken for, and what came of it."""

    used: list[bool]
    scoped: list[bool]  # words of a scope
    asks: list[bool]  # question words, pronouns and the like, unless a longer phrase takes them
    roles: list[tuple[int, int, tuple[Role, ...]]]
    topics: list[Topic]


def understand(question: str, thread: Sequence[str], base: Understanding) -> Query:
    """Return what `question` asks; `thread` holds the earlier questions, oldest first, that it may go on from."""
    query = _read(question, base)
    if not thread or query.intent is Intent.HELP:
        return query
    lowered = [fold(t.text) for t in tokenise(normalise(question)) if t.is_word]
    patterns = load_patterns(query.language)
    if patterns.first("new_topic", lowered) >= 0:
        return query
    before = understand(thread[-1], thread[:-1], base)
    return _continued(query, before, lowered, patterns) if before.intent is not Intent.HELP else query


def detect_language(words: Sequence[str], default: str) -> str:
    """ "sv" or "en" by which language's function words, question words and phrases the small-letter `words` have more of."""
    counts = {}
    for language in ("sv", "en"):
        patterns, function = load_patterns(language), function_words(language)
        kinds = ("who", "what", "does", "fact", "yes_no", "we", "pronouns", "follow_up", "greeting", "negation", "help")
        marks = patterns.covered(kinds, [fold(word) for word in words])
        counts[language] = sum(mark or word in function for mark, word in zip(marks, words, strict=True))
    if counts["sv"] == counts["en"]:
        english = sum(word in load_tables("en").vocabulary for word in words)
        swedish = sum(word in load_tables("sv").vocabulary or not word.isascii() for word in words)
        return "en" if english > swedish else "sv" if swedish > english else default
    return "en" if counts["en"] > counts["sv"] else "sv"


def _read(question: str, base: Understanding) -> Query:
    text = normalise(question)[:LONGEST]
    tokens = tokenise(text)
    lowered = [t.text.lower() for t in tokens if t.is_word]
    language = detect_language(lowered, base.default_language)
    patterns = load_patterns(language)
    if not lowered or _about_the_bot([fold(word) for word in lowered], patterns):
        return Query(question, language, Intent.HELP)
    core, background = cut_core(tokens, patterns)
    core, corrections = _spelled(core, language, base)
    query = _analyse(question, core, language, base, required=True)
    if background:
        background, more = _spelled(background, language, base)
        around = _analyse(question, background, language, base, required=False)
        corrections = (*corrections, *more)
        query = _with_background(query, around)
    return replace(query, corrections=corrections)


def _about_the_bot(lowered: Sequence[str], patterns: Patterns) -> bool:
    """Whether the whole question greets, thanks, or asks what the bot is."""
    marks = patterns.covered(("help", "greeting", "follow_up"), lowered)
    return all(marks) or (sum(marks) > len(marks) / 2 and patterns.first("help", lowered) >= 0 and len(lowered) <= 12)


def _spelled(
    tokens: list[Token], language: str, base: Understanding
) -> tuple[list[Token], tuple[tuple[str, str], ...]]:
    """`tokens` with misspelt words mended where that is sure, and what was mended."""
    mended: list[Token] = []
    corrections: list[tuple[str, str]] = []
    for token in tokens:
        word = token.text.lower()
        corrected = "" if _is_known(word, language, base) else base.speller(language).correct(word)
        if corrected:
            corrections.append((token.text, corrected))
        mended.append(Token(corrected, token.start, token.end) if corrected else token)
    return mended, tuple(corrections)


def _is_known(word: str, language: str, base: Understanding) -> bool:
    if word in load_tables(language).vocabulary or word in light_words():
        return True
    if (key(word) if language == "sv" else english_key(word)) in load_tables(language).keys:
        return True
    return key(word) in base.vocabulary or bool(base.vocabulary.split(word))


def _analyse(question: str, tokens: list[Token], language: str, base: Understanding, *, required: bool) -> Query:
    patterns = load_patterns(language)
    lowered = [fold(t.text) for t in tokens]
    located = base.directory.find(tokens, question=True, english=language == "en")
    marks = _Marks(
        used=[False] * len(tokens),
        scoped=patterns.covered(("scope.own", "scope.whole"), lowered),
        asks=patterns.covered(_ASKING, lowered),
        roles=[],
        topics=[],
    )
    for one in located:
        for at in range(one.start, one.end):
            marks.used[at] = True
    _mark(tokens, marks, base, language=language, required=required)
    verbs = {at for at, _, _ in marks.roles}
    who = patterns.first("who", lowered) if _asks_for_body(lowered, patterns, located, verbs) else -1
    scope = next((name for name in ("own", "whole") if _in_scope(name, lowered, patterns)), "")
    ours = patterns.first("we", lowered) >= 0
    actors = tuple(one.mention for one in located)
    roles = tuple(dict.fromkeys(role for _, _, some in sorted(marks.roles) for role in some))
    typed = next(
        (k for k in ("reference", "deadline", "date", "number") if patterns.first(f"typed.{k}", lowered) >= 0), ""
    )
    intent = _intent(lowered, patterns, who=who, located=located, roles=roles, typed=typed)
    if intent is Intent.FACT and not typed and patterns.first("names", lowered) >= 0:
        typed = "names"
    return Query(
        question=question,
        language=language,
        intent=intent,
        roles=roles,
        actors=actors,
        topics=tuple(marks.topics),
        scope=scope or ("own" if ours and not roles else ""),
        typed=typed,
        ours=ours,
        cleft=_is_cleft(lowered, located, patterns),
        stems=tuple(t.text for t in tokens if t.text.lower() not in light_words()),
    )


def _mark(tokens: list[Token], marks: _Marks, base: Understanding, *, language: str, required: bool) -> None:
    """Go through the words once: a role, a phrase of the thesaurus, a word without topic, or a topic of its own.

    The longest phrase wins. A second word for a role ("Vem beslutar om *stöd* …") is a topic too, where it can be one.
    """
    tables = load_tables(language)
    keys_of = key if language == "sv" else english_key
    keys = [keys_of(t.text) for t in tokens]
    at = 0
    while at < len(tokens):
        if marks.used[at]:
            at += 1
            continue
        free = next((i for i in range(at, len(tokens)) if marks.used[i]), len(tokens)) - at
        role, topic, light = (
            match if match and match.length <= free else None
            for match in (tables.roles.match(keys, at), tables.topics.match(keys, at), tables.light.match(keys, at))
        )
        if role and role.length == 1 and tokens[at].text.lower() in light_words():
            role = None
        longest = max((m.length for m in (role, topic, light) if m), default=1)
        text = " ".join(t.text for t in tokens[at : at + longest])
        if role and role.length == longest:
            before = {one for _, _, some in marks.roles for one in some}
            marks.roles.append((at, longest, role.roles))
            if topic and topic.length == longest and not set(role.roles) <= before:
                marks.topics.append(_topic(text, topic, base, required=required and bool(before)))
        elif (light and light.length == longest and longest > 1) or (
            longest == 1 and (marks.asks[at] or _is_light(tokens[at].text.lower()))
        ):
            pass
        else:
            found = _topic(text, topic, base, required=required)
            if found.known or not all(marks.scoped[at : at + longest]):  # "on its own" need not stand in the texts
                marks.topics.append(found)
        at += longest
    if not any(topic.required for topic in marks.topics):
        marks.topics += _inside_roles(tokens, keys, marks, base, language=language, required=required)


def _inside_roles(
    tokens: list[Token], keys: list[str], marks: _Marks, base: Understanding, *, language: str, required: bool
) -> list[Topic]:
    """The topics inside phrases taken for a role ("svara på *remissen*"), where a question has no other."""
    tables = load_tables(language)
    inside = [i for at, length, _ in marks.roles if length > 1 for i in range(at, at + length)]
    found = []
    for at in inside:
        alone = tables.roles.match(keys[: at + 1], at)
        if alone is None and not marks.asks[at] and not _is_light(tokens[at].text.lower()):
            match = tables.topics.match(keys[: at + 1], at)
            found.append(_topic(tokens[at].text, match, base, required=required))
    return found


def _is_light(word: str) -> bool:
    return word in light_words() or word in folded_light_words() or (word.isdigit() and len(word) < 3)


def _topic(text: str, match: Match | None, base: Understanding, *, required: bool) -> Topic:
    vocabulary = base.vocabulary
    own = tuple(vocabulary.unfold(key(t.text)) for t in tokenise(text) if t.is_word)
    options = tuple(dict.fromkeys((own, *(match.official if match else ()))))
    related = match.related if match else ()
    parts = tuple(vocabulary.unfold(part) for part in vocabulary.split(text)) if len(own) == 1 else ()
    known = [option for option in (*options, *related) if all(k in vocabulary for k in option)]
    if known:
        telling = max(min(vocabulary.telling(k) for k in option) for option in known)
        telling = vocabulary.telling(own[0]) if known[0] == own and len(own) == 1 else telling
    else:
        telling = max((vocabulary.telling(k) for k in own), default=0.0)
    return Topic(
        text,
        options,
        related,
        parts,
        telling,
        bool(known) or (bool(parts) and all(p in vocabulary for p in parts)),
        required,
    )


def _asks_for_body(
    lowered: Sequence[str], patterns: Patterns, located: Sequence[Located], verbs: Collection[int]
) -> bool:
    """Whether "who", or "which" with a word for a body or a role verb behind it, is asked."""
    at = patterns.first("who", lowered)
    if at < 0:
        return False
    if patterns.at("who_alone", lowered, at):
        return True
    following = lowered[at + 1 : at + 4]
    bodies = patterns.phrases["body_nouns"]
    if any((word,) in bodies for word in following[:2]):
        return True
    return any(one.start in (at + 1, at + 2) for one in located) or not following or bool({at + 1, at + 2} & set(verbs))


def _intent(
    lowered: Sequence[str],
    patterns: Patterns,
    *,
    who: int,
    located: Sequence[Located],
    roles: Sequence[Role],
    typed: str,
) -> Intent:
    opening = 0
    while opening < len(lowered) - 1 and patterns.at("follow_up", lowered, opening):
        opening += 1
    opens_yes_no = bool(patterns.at("yes_no", lowered, opening)) or patterns.first("confirm", lowered) >= 0
    what = patterns.first("what", lowered)
    does = patterns.first("does", lowered) >= 0
    if located and what >= 0 and (does or roles) and who < 0:
        return Intent.WHAT
    if what == opening and any(one.start - what in (2, 3) for one in located):
        return Intent.WHAT  # "Vad … X …?"
    if located and what >= 0 and does and what <= who:
        return Intent.WHAT
    if who >= 0 and not (opens_yes_no and opening < who and patterns.at("yes_no", lowered, opening)):
        return Intent.WHO
    if typed in ("date", "deadline", "reference"):
        return Intent.FACT
    if opens_yes_no or (opening < len(lowered) and _verb_first(lowered, opening, patterns, located)):
        return Intent.YES_NO
    if what >= 0 or typed or patterns.first("fact", lowered) >= 0:
        return Intent.FACT
    if located and does:
        return Intent.WHAT
    return Intent.KEYWORDS


def _verb_first(lowered: Sequence[str], opening: int, patterns: Patterns, located: Sequence[Located]) -> bool:
    """ "Beslutar nämnden om …?": a verb in the present and a body right behind it."""
    return lowered[opening].endswith("r") and any(one.start in (opening + 1, opening + 2) for one in located)


def _is_cleft(lowered: Sequence[str], located: Sequence[Located], patterns: Patterns) -> bool:
    """ "Är det nämnden som …", "Is it the board that …"."""
    return any(
        one.end < len(lowered) and patterns.at("cleft", lowered, one.end) and one.start >= 2 for one in located
    ) and bool(patterns.at("yes_no", lowered, 0))


def _in_scope(name: str, lowered: Sequence[str], patterns: Patterns) -> bool:
    """Whether a word of the scope stands in the question and is not denied ("inte på stadsövergripande nivå")."""
    at = patterns.first(f"scope.{name}", lowered)
    return at >= 0 and not any(patterns.at("negation", lowered, back) for back in range(max(0, at - 3), at))


def _with_background(query: Query, around: Query) -> Query:
    """`query` with what its surroundings add: topics that are known, and all that the core lacks."""
    bare = not query.topics and not (query.actors and query.intent is Intent.WHAT)
    topics = tuple(replace(t, required=bare and t.known) for t in around.topics if t.known or bare)
    if bare and topics and not any(t.known for t in topics):
        topics = tuple(replace(t, required=True) for t in topics)
    return replace(
        query,
        topics=(*query.topics, *topics),
        roles=query.roles or (around.roles if query.intent in (Intent.WHO, Intent.YES_NO) else ()),
        actors=query.actors or (around.actors if query.intent is Intent.YES_NO and len(around.actors) == 1 else ()),
        scope=query.scope or around.scope,
        ours=query.ours or around.ours,
        stems=(*query.stems, *around.stems),
    )


def _continued(query: Query, before: Query, lowered: Sequence[str], patterns: Patterns) -> Query:
    """`query` completed from the question before it in the thread, if it goes on from it."""
    follows = bool(patterns.at("follow_up", lowered, 0))
    points = patterns.first("pronouns", lowered) >= 0
    whole = query.intent in (Intent.WHO, Intent.WHAT, Intent.YES_NO) and bool(query.roles or query.actors)
    if whole and query.topics and not points:
        return query
    if query.intent is Intent.WHAT and query.actors and not points:
        return query
    if query.intent is Intent.FACT and query.topics and not follows:
        return query
    if query.intent is Intent.KEYWORDS and not follows and len(query.topics) > 2:
        return query
    asked = query.intent not in (Intent.KEYWORDS, Intent.FACT) or bool(query.typed)
    topics = query.topics
    if not topics or (points and query.intent is not Intent.KEYWORDS) or (query.actors and not topics):
        own = {topic.options for topic in topics}
        topics = (*topics, *(topic for topic in before.topics if topic.options not in own))
    intent = query.intent if asked or query.typed else before.intent
    actors: tuple[ActorMention, ...] = query.actors
    if query.actors and not asked and before.intent is Intent.WHO:
        intent = Intent.YES_NO
    if not query.actors and intent in (Intent.WHAT, Intent.YES_NO) and query.intent is not Intent.WHO:
        actors = before.actors
    return replace(
        query,
        intent=intent,
        roles=query.roles or before.roles,
        actors=actors,
        topics=topics,
        scope=query.scope or (before.scope if not query.topics else ""),
        ours=query.ours or before.ours,
        stems=(*query.stems, *(before.stems if topics != query.topics else ())),
    )
