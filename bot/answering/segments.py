"""Which part of a long question asks, and which only tells how it came to be asked."""

from __future__ import annotations

from collections.abc import Sequence

from bot.language.analysis import is_light
from bot.language.patterns import Patterns
from bot.language.words import Token, fold

_SHORT = 9  # words: a question up to this long is read whole
_LEAD = 4  # words before the question word: from here on they are surroundings
_OFFER = 5  # words of a part that offers an answer
_OFFERED = 7  # words of a part that offers two answers
_GLOSS = 4  # words in brackets that say once more what stands before them
# What asks, denies or points, and so is no mere lead.
_ASKING = (
    "who",
    "what",
    "does",
    "fact",
    "yes_no",
    "confirm",
    "pronouns",
    "we",
    "negation",
    "typed.date",
    "typed.deadline",
    "typed.number",
)
_BREAKS = frozenset(".!?;:,–—()")
_SENTENCE_ENDS = frozenset(".!?;")


def cut_core(tokens: Sequence[Token], patterns: Patterns) -> tuple[list[Token], list[Token]]:
    """Return the words of `tokens` that ask and those around them ("background"), without punctuation.

    What asks begins at the first part with a question word for a body, else at the last part that opens with another question
    word or with a verb, and goes on to the end of that part, or of its sentence where the part is short. What is denied ("inte
    vem som … utan vem som …", "… och inte bara …") is left out.
    """
    parts = _with_offer(_parts(tokens), patterns)
    words = [token for part, _ in parts for token in part]
    if len(words) <= _SHORT or len(parts) == 1:
        while len(parts) > 1 and _only_leads(parts[0][0], patterns):
            parts = parts[1:]
        words = [token for part, _ in parts for token in part]
        lead = _wanting(words, patterns)
        return _trimmed(_undenied(words[lead:], patterns), words[:lead], patterns)
    start = _asking(parts, patterns)
    end = start
    if start > 0 and _only_confirms(parts[start][0], patterns):
        start -= 1  # "nämnden beslutar om …, *stämmer det*?"
    while end < len(parts) - 1 and not parts[end][1] and sum(len(part) for part, _ in parts[start : end + 1]) < _LEAD:
        end += 1
    if (
        end + 1 < len(parts)
        and len(parts[end + 1][0]) <= _OFFER
        and patterns.at("is_it", _lowered(parts[end + 1][0]), 0)
    ):
        end += 1  # "vem samordnar det, *är det nämnden*?"
    core = [token for part, _ in parts[start : end + 1] for token in part]
    background = [token for part, _ in (*parts[:start], *parts[end + 1 :]) for token in part]
    lowered = _lowered(core)
    lead = max(patterns.first("who", lowered), patterns.first("indirect", lowered))
    if lead >= _LEAD and len(core) - lead >= _LEAD:  # "Innan vi skickar den undrar jag *vem* som …"
        core, background = core[lead:], [*core[:lead], *background]
    return _trimmed(_undenied(core, patterns), background, patterns)


def _with_offer(parts: list[tuple[list[Token], bool]], patterns: Patterns) -> list[tuple[list[Token], bool]]:
    """`parts` with the first two made one where the first only offers two answers ("*fullmäktige eller nämnden*, när det är …")."""
    if len(parts) < 2 or parts[0][1] or len(parts[0][0]) > _OFFERED:
        return parts
    first, second = _lowered(parts[0][0]), _lowered(parts[1][0])
    asks = any(patterns.first(kind, first) >= 0 for kind in ("who", "what", "fact")) or patterns.at("yes_no", first, 0)
    clause = any(patterns.at(kind, second, 0) for kind in ("while", "as_for", "if", "narrows"))
    if patterns.first("or", first) < 1 or asks or not clause:
        return parts
    return [([*parts[0][0], *parts[1][0]], parts[1][1]), *parts[2:]]


def _wanting(words: Sequence[Token], patterns: Patterns) -> int:
    """How many words of a long question only tell that somebody wants to know it ("jag har lovat att ta reda på *vem* …")."""
    lowered = _lowered(words)
    lead, whether = patterns.first("who", lowered), patterns.first("indirect", lowered)
    if len(words) <= _SHORT or max(lead, whether) < 2 or len(words) - max(lead, whether) < _LEAD:
        return 0
    if lead < 0:
        return whether  # "politikerna i vår nämnd *undrar om* de får …"
    ends = (back + patterns.at("wants_to_know", lowered, back) for back in range(max(0, lead - 3), lead))
    return lead if lead in ends else 0


def _trimmed(core: list[Token], background: list[Token], patterns: Patterns) -> tuple[list[Token], list[Token]]:
    """A core that asks for a body without the subordinate clause behind it ("vem godkänner det *innan vi skickar det*")."""
    lowered = _lowered(core)
    who = patterns.first("who", lowered)
    clauses = (at for at in range(who + 3, len(core)) if patterns.at("while", lowered, at))
    cut = next((at for at in clauses if not patterns.at("as_for", lowered, at)), len(core))
    return (core[:cut], [*core[cut:], *background]) if who >= 0 else (core, background)


def _parts(tokens: Sequence[Token]) -> list[tuple[list[Token], bool]]:
    """The words between breaks, each with whether a sentence ends behind them."""
    parts: list[tuple[list[Token], bool]] = []
    current: list[Token] = []
    inside = _glosses(tokens)
    for at, token in enumerate(tokens):
        if at in inside:
            continue
        if token.text in _BREAKS:
            if current:
                parts.append((current, token.text in _SENTENCE_ENDS))
            elif parts and token.text in _SENTENCE_ENDS:
                parts[-1] = (parts[-1][0], True)
            current = []
        elif token.is_word:
            current.append(token)
    return [*parts, (current, True)] if current else parts


def _glosses(tokens: Sequence[Token]) -> set[int]:
    """The places of brackets around a word or two ("the council *(*rådet*)*"): they part nothing."""
    found: set[int] = set()
    for at, token in enumerate(tokens):
        if token.text == "(":
            end = next((i for i in range(at + 2, min(len(tokens), at + _GLOSS + 2)) if tokens[i].text == ")"), None)
            found |= {at, end} if end else set()
    return found


def _only_leads(part: Sequence[Token], patterns: Patterns) -> bool:
    """Whether a part only greets or says that a question follows ("*hej, snabb fråga:* får nämnden …")."""
    asks = patterns.covered(_ASKING, _lowered(part))
    return not any(asks) and all(is_light(token.text) for token in part)


def _only_confirms(part: Sequence[Token], patterns: Patterns) -> bool:
    """Whether a part asks just whether it is so, what was said before it."""
    return len(part) <= _OFFER and patterns.at("confirm", _lowered(part), 0) == len(part)


def _lowered(part: Sequence[Token]) -> list[str]:
    return [fold(token.text) for token in part]


def _asking(parts: Sequence[tuple[list[Token], bool]], patterns: Patterns) -> int:
    lowered = [_lowered(part) for part, _ in parts]
    for kind in ("who", "indirect"):
        having = [at for at, part in enumerate(lowered) if patterns.first(kind, part) >= 0]
        if having:  # "I find nobody who owns it. *Who* is responsible …?"
            return next((at for at in having if _opens(parts[at][0], kind, patterns)), having[0])
    for at, part in enumerate(lowered):  # "could you give me the *dnr* of it, we need it"
        if patterns.first("typed.reference", part) >= 0:
            return at
    for kinds in (("what", "fact", "typed.date", "typed.number"), ("yes_no", "confirm")):
        for at in range(len(lowered) - 1, -1, -1):
            opening = [word for word in lowered[at] if not patterns.at("follow_up", [word], 0)]
            if opening and any(patterns.at(kind, opening, 0) for kind in kinds):
                return at
    return max(range(len(lowered)), key=lambda at: len(lowered[at]))


def _opens(part: Sequence[Token], kind: str, patterns: Patterns) -> bool:
    """Whether a part opens with a word of a kind and says itself what it asks about, unlike "vilka var det?"."""
    said = [token for token in part[1:] if not (is_light(token.text) or patterns.at("pronouns", [fold(token.text)], 0))]
    return bool(patterns.at(kind, _lowered(part), 0)) and len(said) > 1


def _undenied(tokens: list[Token], patterns: Patterns) -> list[Token]:
    """`tokens` without what stands between "inte" and "utan", both included."""
    lowered = _lowered(tokens)
    for at, _ in enumerate(lowered):
        if patterns.at("negation", lowered, at):
            for end in range(at + 1, len(lowered)):
                if patterns.at("instead", lowered, end):
                    return tokens[:at] + _undenied(tokens[end + 1 :], patterns)
    aside = patterns.first("aside", lowered)
    return tokens[:aside] if aside >= _LEAD else tokens
