"""What kind of answer a question wants: a body, all that a body does, yes or no, a fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.answering.marks import Marks
from bot.answering.query import Intent, Turn
from bot.language.dictionary import is_swedish_verb
from bot.language.lexicon import load_lexicon
from bot.language.patterns import Patterns
from bot.models import Role

BOTH = "both"  # scopes: a question that leaves open how far the matter reaches


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's words (folded, in small letters) with what they were marked as, and whether it ends with "?"."""

    words: Sequence[str]
    marks: Marks
    patterns: Patterns
    questioned: bool
    spelt: Sequence[str] = ()  # the words in small letters, with their å ä ö

    def first(self, kind: str) -> int:
        """The place of the first phrase of a kind, or -1."""
        return self.patterns.first(kind, self.words)

    def at(self, kind: str, at: int) -> bool:
        """Whether a phrase of a kind begins at a place."""
        return self.length(kind, at) > 0

    def length(self, kind: str, at: int) -> int:
        """How many words a phrase of a kind that begins at a place has; 0 for none."""
        return self.patterns.at(kind, self.words, at) if 0 <= at < len(self.words) else 0


def find_intent(asked: Asked, typed: str) -> Intent:
    """Return what the question wants; the rules are tried in order, and the first that fits decides."""
    opening = _opening(asked)
    who = asked.first("who") if asks_for_body(asked) else -1
    what = -1 if asked.first("not_who") >= 0 else asked.first("what")
    located = asked.marks.located
    does = asked.first("does") >= 0
    opens_yes_no = asked.at("yes_no", opening) or asked.first("confirm") >= 0 or asked.first("indirect") >= 0
    opens_yes_no = opens_yes_no or any(asked.at(kind, opening) for kind in ("mentions", "exists", "spared"))
    if opens_with_offer(asked) and asked.first("confirm") < 0:
        return Intent.WHO
    if typed and typed != "names" and 0 <= what == asked.first(f"typed.{typed}"):
        return Intent.FACT  # "on *what date* did the council …"
    if (asked.first("manner") == opening and not asked.at("who_alone", opening)) or _asks_name(asked):
        return Intent.FACT
    if who >= 0 and (_asks_for_office(asked, who) or asked.first("typed.reference") >= 0):
        return Intent.FACT
    if who >= 0 and typed and not asked.at("who_alone", who):
        return Intent.FACT  # "Vilket datum …?"
    if who >= 0 and not asked.at("who_alone", who) and _said_of_named_body(asked, who):
        return Intent.WHAT
    if who >= 0 and _by_named_body(asked):
        return Intent.WHAT
    if located and what >= 0 and who < 0 and (does or asked.marks.roles) and not is_cleft(asked):
        return Intent.WHAT
    if what == opening and who != what and any(one.start - what in (2, 3) for one in located):
        return Intent.WHAT  # "Vad … X …?"
    if located and what >= 0 and does and what <= who:
        return Intent.WHAT
    if who >= 0 and offers_answer(asked):
        return Intent.YES_NO
    if who >= 0 and not (opens_yes_no and opening < who and asked.at("yes_no", opening)):
        return Intent.WHO
    if typed in ("date", "deadline", "reference"):
        return Intent.FACT
    if opens_yes_no or _opens_with_verb(asked, opening):
        return Intent.YES_NO
    if what >= 0 or typed or asked.first("fact") >= 0:
        return Intent.FACT
    if located and does:
        return Intent.WHAT
    return Intent.KEYWORDS


def find_typed(asked: Asked) -> str:
    """The kind of fact that is asked for: reference, deadline, date, number, names, or ""."""
    opening = _opening(asked)
    for kind in ("reference", "deadline", "date", "duration", "number"):
        at = asked.first(f"typed.{kind}")
        if at >= 0 and not (
            kind == "date"
            and at > opening
            and (asked.at("yes_no", opening) or asked.at("spared", opening) or opens_with_offer(asked))
        ):
            return kind  # "Får vi … *när* …?" asks for no date
    if _asks_name(asked):
        return "names"
    at = asked.first("names")
    listed = any(asked.at("who", before) and not asked.at("who_alone", before) for before in range(max(0, at - 3), at))
    return "names" if at >= 0 and listed else ""


def asks_for_body(asked: Asked) -> bool:
    """Whether "who" is asked, or "which" with a word for a body, a body's name or a role verb behind it."""
    at = asked.first("who")
    if at < 0 or asked.at("not_who", at):
        return False
    if asked.at("who_alone", at):
        return True
    following = asked.words[at + 1 : at + 4]
    if any((word,) in asked.patterns.phrases["body_nouns"] for word in following[:2]):
        return True
    ahead = at + 1 + asked.length("posture", at + 1)
    while ahead < at + 4 and any(asked.at(kind, ahead) for kind in ("we", "may", "obliged", "narrows")):
        ahead += 1  # "vilka *hos oss måste* nicka"
    verbs = {mark.start for mark in asked.marks.roles} & {at + 1, at + 2, ahead}
    bodies = any(one.start in (at + 1, at + 2) for one in asked.marks.located)
    return bodies or not following or bool(verbs) or any(asked.at("cleft", i) for i in range(at + 1, at + 5))


def is_cleft(asked: Asked) -> bool:
    """ "Är det nämnden som …", "Is it the board itself that …", "Was it drawn up by the board"."""
    if offers_answer(asked):
        return True
    if not asked.at("yes_no", 0):
        return False
    if any(_is_the_one(asked, one.end) for one in asked.marks.located[:1]):
        return True
    behind = [
        one.end + asked.patterns.at("alone", asked.words, one.end) for one in asked.marks.located if one.start >= 2
    ]
    agents = [one.start - back for one in asked.marks.located[:1] for back in (1, 2)]
    done = [
        at for at in agents for mark in asked.marks.roles if mark.start < at <= mark.end + 1
    ]  # "drawn *up by* the board"
    return any(asked.at("cleft", end) for end in behind) or any(asked.at("agent", at) for at in done)


def _is_the_one(asked: Asked, end: int) -> bool:
    """ "Is the council *the one that* …", "är nämnden *den som* …"."""
    behind = end + asked.length("the_one", end)
    return behind > end and (asked.at("cleft", behind) or any(mark.start == behind for mark in asked.marks.roles))


def offered(asked: Asked) -> tuple[int, ...]:
    """The places (in located) of two bodies of which one may be the answer: the question opens or ends with them ("*fullmäktige
    eller nämnden*, när …", "…: council or board?"); () for none."""
    for i, (one, other) in enumerate(pairwise(asked.marks.located)):
        behind = one.end + asked.length("alone", one.end)
        joined = behind + asked.length("or", behind)
        while behind < joined < other.start and (points := _points(asked, joined)):
            joined += points
        start = 0
        while start < one.start and (points := _points(asked, start) or asked.length("follow_up", start)):
            start += points
        ends = other.end + asked.length("alone", other.end) == len(asked.words)
        if behind < joined == other.start and (start == one.start or ends):
            return i, i + 1
    return ()


def _points(asked: Asked, at: int) -> int:
    """How many words from a place on only point at the body behind them ("*our own* committee")."""
    return max(asked.length(kind, at) for kind in ("articles", "we", "our"))


def opens_with_offer(asked: Asked) -> bool:
    """Whether a question with no verb that asks opens with the two bodies that are offered ("*Fullmäktige eller nämnden* …?")."""
    places = offered(asked)
    if not places or places[0] > 0:
        return False
    return not any(asked.at("yes_no", at) or asked.at("who", at) for at in range(asked.marks.located[0].start))


def offers_answer(asked: Asked) -> bool:
    """ "Vem samordnar …, *är det nämnden*?": whether a question for a body ends with the one body that may be it."""
    located = asked.marks.located
    if len(located) != 1 or located[0].end != len(asked.words) or not (asked.marks.roles or asked.marks.topics):
        return False
    starts = range(max(0, located[0].start - 4), located[0].start)
    return any(
        at > asked.first("who") >= 0
        and at + asked.patterns.at("is_it", asked.words, at) in (located[0].start, located[0].start - 1)
        for at in starts
        if asked.at("is_it", at)
    )


def find_turn(asked: Asked) -> Turn:
    """Whether a yes/no question asks for the opposite of what its verb says."""
    denials = [at for at in range(len(asked.words)) if asked.at("negation", at)]
    if is_spared(asked):
        return Turn.UNSURE if denials else Turn.SPARED
    if not denials or asked.first("confirm") < 0:
        return Turn.NONE  # "Får nämnden inte …?" asks what "får nämnden …?" does
    limited = len(denials) > 1 or asked.at("limits", denials[0] + 1) or asked.first("without") >= 0
    return Turn.DENIED if asked.first("true_that") >= 0 and not limited else Turn.UNSURE


def asks_of_referral(asked: Asked) -> bool:
    """ "Har nämnden fått remissen?": whether a text was sent to somebody for comment."""
    return asked.at("happened", _opening(asked)) and any(Role.CONSULTED in mark.roles for mark in asked.marks.roles)


def is_sole(asked: Asked) -> bool:
    """ "Är det *bara* nämnden som …": whether it is the body that is named and no other."""
    return any(asked.at("sole", one.start - back) for one in asked.marks.located[:1] for back in (1, 2, 3))


def asks_duty(asked: Asked) -> bool:
    """Whether a yes/no question asks for a duty."""
    return asked.first("obliged") >= 0 or is_spared(asked)


def is_spared(asked: Asked) -> bool:
    """Whether a question asks if somebody need not do a thing, or may do it past a body; past just anybody is by themselves ("utan att
    fråga *någon annan*")."""
    at = asked.first("spared")
    return at >= 0 and not (at > 0 and asked.at("anybody", at + asked.length("spared", at)))


def asks_for_anybody(asked: Asked) -> bool:
    """Whether it is asked if just anybody must be asked ("måste vi *fråga någon*"): who decides alone need not."""
    ends = (at + asked.length("asks_of", at) for at in range(len(asked.words)) if asked.at("asks_of", at))
    return asks_duty(asked) and any(asked.at("anybody", end) for end in ends)


def asks_right(asked: Asked) -> bool:
    """Whether a question asks for a right, a duty or a power of whatever kind."""
    return (
        (asked.first("of_right") >= 0 and not asked.at("wishes", _opening(asked)))
        or asks_leave(asked)
        or asks_duty(asked)
    )


def asks_leave(asked: Asked) -> bool:
    """Whether a yes/no question asks for leave."""
    return asked.first("leave") >= 0


def is_plain(asked: Asked) -> bool:
    """Whether a yes/no question asks for a plain fact: no right or duty, no number, no limit ("bara", "alla"), no denial."""
    limited = any(asked.first(kind) >= 0 for kind in ("limits", "denial")) or is_spared(asked)
    limited = limited or any(word[0].isdigit() for word in asked.words)
    return not limited and not asked.at("of_right", _opening(asked))


def is_loose(asked: Asked) -> bool:
    """ "Vilken roll har X i …?", "Vad ansvarar X för …?": asks for what a body does, the topic is by the way."""
    return asked.first("does") >= 0 or bool(asked.marks.roles)


def find_scope(asked: Asked) -> str:
    """The scope that the question names: "own", "whole" or BOTH; "" for none, and for one that is denied."""
    named = [name for name in ("own", "whole") if _in_scope(asked, name)]
    if len(named) > 1 and (_of_body(asked) or asked.at("alone", asked.first("scope.own"))):
        named.remove("own")
    return BOTH if len(named) > 1 else named[0] if named else ""


def _of_body(asked: Asked) -> bool:
    """Whether the word for one's own scope only tells of a body which of them ("kan en *enskild nämnd* … hela staden")."""
    at = asked.first("scope.own")
    if at > asked.first("scope.whole"):
        return False  # "… the whole city *and a single board*"
    end = at + asked.patterns.at("scope.own", asked.words, at)
    return any(one.start == end or one.end == at for one in asked.marks.located)


def objects_of_decisions(asked: Asked) -> list[int]:
    """The places (in `located`) of bodies that are decided on: they stand right behind the role verb ("utser *rektor*")."""
    ends = {mark.end for mark in asked.marks.roles if set(mark.roles) & {Role.DECIDES, Role.RESPONSIBLE}}
    who = asked.first("who")
    if not asked.at("narrows", who + 1):  # "vilka *i bolaget* …"
        ends.add(who + 2)  # "Vem *väljer revisorer*?": whatever the verb is
    return [i for i, one in enumerate(asked.marks.located) if 0 <= who < one.start and one.start in ends]


def _asks_name(asked: Asked) -> bool:
    return asked.first("called") >= 0 and asked.first("in_name") < 0


def _opening(asked: Asked) -> int:
    opening = 0
    while opening < len(asked.words) - 1 and asked.at("follow_up", opening):
        opening += 1
    polite = asked.patterns.at("tell_me", asked.words, opening)
    return opening + polite if opening + polite < len(asked.words) else opening


def _asks_for_office(asked: Asked, who: int) -> bool:
    """ "Vem är ordförande?": the body is no answer, the name of a person would be."""
    return asked.at("holds_office", who + 1) and any(one.start == who + 2 for one in asked.marks.located)


def _said_of_named_body(asked: Asked, who: int) -> bool:
    """ "Vilka medlemskap *beslutar fullmäktige* om?": the body stands right behind the verb."""
    finite = load_lexicon().finite_verbs
    starts = [one.start - 1 - asked.at("a_thing", one.start - 1) for one in asked.marks.located if one.start > who + 2]
    return any(asked.words[at] in finite or (asked.at("may", at) and at > who + 1) for at in starts)


def _by_named_body(asked: Asked) -> bool:
    """ "Vilka får stöd *av kontoret*?": the body that acts is named."""
    return not asked.marks.topics and any(asked.at("agent", one.start - 1) for one in asked.marks.located)


def _opens_with_verb(asked: Asked, opening: int) -> bool:
    """ "Beslutar nämnden om …?", "Handlar strategin om …?"."""
    if opening >= len(asked.words):
        return False
    word = asked.spelt[opening] if asked.spelt else asked.words[opening]
    body_behind = any(one.start in (opening + 1, opening + 2) for one in asked.marks.located)
    if is_swedish_verb(word) and asked.marks.located and len(asked.words) > 3:
        return True  # "hamnar beslut om … hos nämnden"
    known = word in load_lexicon().finite_verbs or any(mark.start == opening for mark in asked.marks.roles)
    passive = word.endswith("s") and (is_swedish_verb(word) or is_swedish_verb(f"{word[:-1]}er"))
    if asked.questioned and passive and len(asked.words) > 2:
        return True  # "Skickas strategin med?", "Bedöms …?"
    return word.endswith("r") and len(asked.words) > 2 and (body_behind or (asked.questioned and known))


def _in_scope(asked: Asked, name: str) -> bool:
    at = asked.first(f"scope.{name}")
    if 0 <= asked.first("cleft") < asked.first("or") < at and asked.at("yes_no", 0):
        return False  # "är det vår styrelse som avgör *eller stan centralt*": who else it may be
    return at >= 0 and not any(asked.at("negation", back) for back in range(max(0, at - 4), at))
