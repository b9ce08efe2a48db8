"""Which words of a question only surround what it is about: everyday words, sums, clauses that describe, what narrows a matter."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.language.amounts import find_amounts, number_words
from bot.language.analysis import is_light
from bot.language.dictionary import is_swedish_verb
from bot.language.everyday import field_at, is_everyday, is_surroundings, tells_how
from bot.language.patterns import Patterns
from bot.language.places import abroad_of
from bot.language.vocabulary import Vocabulary
from bot.language.words import key

_JOINED = 6  # words from a verb of joining to what is joined
_SUM = 2  # digits: from three on a number is a sum of money


@dataclass(frozen=True, slots=True)
class Line:
    """A question's words on their way to marks: `lowered` are folded and in small letters, `loose` those that carry no topic
    (bodies among them), `bodies` the places of words that name one."""

    words: Sequence[str]
    lowered: Sequence[str]
    loose: Sequence[bool]
    bodies: Collection[int]
    patterns: Patterns
    language: str

    def at(self, kind: str, at: int) -> int:
        """How many words from `at` on make a phrase of `kind`; 0 for none, and before the first word."""
        return self.patterns.at(kind, self.lowered, at) if at >= 0 else 0


def tells_little(line: Line, at: int, role_ends: Collection[int], vocabulary: Vocabulary, *, listed: bool) -> bool:
    """Whether a word is not what the question is about: an everyday word, or a verb that the texts lack and that nobody asks for.

    Asked for is the first word with a meaning behind "who", behind a word for a role (the last words of which are `role_ends`), or
    in the question: "vem *översätter* …", "vem bestämmer om vi ska *översätta* …", "får vi *översätta* …?"; of "vem *hoppar* …" an
    everyday word, too.
    """
    word = line.words[at].lower()
    before = at - 1
    while before >= 0 and before not in role_ends and line.loose[before] and not line.at("who", before):
        before -= 1
    behind_who = line.at("who", before) > 0
    verbal = any(line.at("before_verb", back) == at - back for back in range(max(0, at - 3), at))
    acts = verbal or (at - 1 in line.bodies or bool(line.at("applies_to", at - 1) or line.at("and", at - 1)))
    named = listed and at > 0 and not acts  # "the sale of *shares*"
    if tells_how(word, line.language) and not named:
        return True
    if is_everyday(word, line.language) and not named:
        joined = line.at("and", at + 1) or line.at("and", at + 2)  # "slå till *och* köpa"
        return not (before == at - 1 and behind_who) or bool(joined)
    asked = before < 0 or before in role_ends or behind_who
    told_first = before < 0 and (
        bool(line.at("asker", 0)) or any(line.at("who", ahead) for ahead in range(at + 1, len(line.lowered)))
    )
    led_to = behind_who and at > 0 and line.at("a_thing", at - 1) > 0  # "hos vem hamnar *en inbjudan* att …"
    if (told_first or not asked or led_to) and _surrounds(line, at) and vocabulary.unfold(key(word)) not in vocabulary:
        return True
    if asked or vocabulary.unfold(key(word)) in vocabulary or vocabulary.split(word):
        return False
    return verbal and not listed and (line.language == "en" or is_swedish_verb(word))


def _surrounds(line: Line, at: int) -> bool:
    """Whether a word says how the question came up ("en *inbjudan* till …"), or when or where it did ("över *vintern*")."""
    if is_surroundings(line.words[at], "occasions"):
        return line.at("narrows", at + 1) > 0 or line.at("before_verb", at + 1) > 0
    return is_surroundings(line.words[at], "circumstances") and (narrows(line, at) or _counted(line, at))


def _counted(line: Line, at: int) -> bool:
    """Whether a word tells how long or how often: a number or an article stands before it ("*ett* halvår", "*en* hel termin")."""
    return any(
        back >= 0 and (line.at("a_thing", back) or line.lowered[back].isdigit() or line.lowered[back] in number_words())
        for back in (at - 1, at - 2)
    )


def is_aside(line: Line, at: int, length: int) -> bool:
    """Whether a word or phrase names a source ("enligt …"), only says that a sum is one ("kostar"), or is the unit of an amount."""
    if line.at("according", at - 1):
        return True
    if line.at("costs", at) == length and _before_sum(line.lowered, at + length):
        return True
    often = next((back for back in (at, at - 1) if back > 0 and line.at("each_time", back) > at - back), -1)
    if often > 0 and find_amounts(" ".join(line.lowered[max(0, often - 3) : often])):
        return True  # "15 000 *om året*"
    if length != 1:
        return False
    before = line.lowered[at - 1] if at > 0 and not find_amounts(line.lowered[at - 1]) else ""
    return any(map(find_amounts, (line.lowered[at], f"{before} {line.lowered[at]}")))  # "*five-month*", "fem *månader*"


def field_that_acts(line: Line, at: int, vocabulary: Vocabulary, helped: bool) -> int:
    """How many words from `at` on tell who does it, and not what is done; 0 for none.

    Where those work who ask, or what is theirs ("vi på *skolan*", "our *library*"); and, where no text has the word, who is to do it
    ("om *museet* får …") or who is `helped` ("stöttar *skolor*").
    """
    length = field_at(line.words, at, line.language)
    strange = not any(vocabulary.unfold(key(word)) in vocabulary.whole for word in line.words[at : at + length])
    # "får *museet* …?", but "does *home care* require a decision?"
    opened = at == 1 and line.at("yes_no", 0) > 0 and line.patterns.first("demands", line.lowered) < 0
    before = at - 1
    asked = line.at("what", before) or line.at("manner", before)  # "vad *skolmaten* ska kosta"
    if length and strange and (helped or opened or (line.at("may", at + length) and not asked)):
        return length
    placed = line.at("place_of_work", before) > 0
    if placed:
        before -= 1
    if before >= 0 and line.loose[before] and not any(line.at(kind, before) for kind in ("narrows", "we", "works")):
        before -= 1  # "our *own* library"
    asker = line.at("our", before) or line.at("works", before)
    if not asker and line.at("we", before):  # "we teachers", but not "may we park"
        asker = placed or _is_people(line.words[at], line.language)
    return length if asker else 0


def _is_people(word: str, language: str) -> bool:
    return word.lower().endswith("s") if language == "en" else not is_swedish_verb(word.lower())


def is_counterpart(line: Line, at: int, length: int) -> bool:
    """Whether a word or phrase tells with whom something is done, somewhere that is named ("utbyte med en *skola* i Finland")."""
    article = next((back for back in (at - 1, at - 2) if line.at("a_few", back)), -1)
    somewhere = at + length + 1 < len(line.words) and bool(abroad_of(line.words[at + length + 1]))
    return article > 0 and line.at("with", article - 1) > 0 and somewhere and line.at("in", at + length) > 0


def is_for_others(line: Line, at: int) -> int:
    """How many words from `at` on tell for which parties something is there ("en organisation för *huvudstäder*"); 0 for none."""
    return field_at(line.words, at, line.language, kind="parties") if line.at("concerns", at - 1) else 0


def is_joined(line: Line, at: int) -> bool:
    """Whether a word says what somebody joins ("vi vill gå med i en *vinklubb*")."""
    for start in range(max(0, at - _JOINED), at):
        end = start + line.at("joins", start)
        if start < end <= at and all(line.loose[end:at]):
            return True
    return False


def leads_to_question(line: Line, at: int) -> bool:
    """Whether a word says what those who ask think or have found, before they ask ("we *consider* a project. Who decides?")."""
    start = line.at("asker", 0)
    told = start and line.at("story", at) and start <= at and all(line.loose[start:at])
    return bool(told) and any(line.at("who", ahead) for ahead in range(at + 2, len(line.lowered)))


def narrows(line: Line, at: int) -> bool:
    """Whether a word stands behind a preposition by which it may narrow what was named before it ("nätverk *inom äldreomsorg*")."""
    back = at - 1
    while back >= 0 and line.loose[back] and not line.at("narrows", back):
        back -= 1
    return line.at("narrows", back) > 0


def describing_clause(line: Line, roles_at: Sequence[bool]) -> range:
    """The words of a clause with a body of its own that describes what is asked about ("planen *som nämnden tar fram varje år*").

    Only behind something that it can describe: "är det nämnden som …" and "vem som …" ask, and behind a word for a role
    (`roles_at`) it is what is decided ("approve *that our board* …").
    """
    for at in range(3, len(line.lowered) - 2):
        own = at + 1 in line.bodies or at + 2 in line.bodies
        asked = any(line.at("who", back) or back in line.bodies for back in (at - 1, at - 2))
        if own and not (asked or roles_at[at - 1]) and line.at("cleft", at):
            return range(at, len(line.lowered)) if line.patterns.first("who", line.lowered[:at]) >= 0 else range(0)
    return range(0)


def _before_sum(lowered: Sequence[str], at: int) -> bool:
    """Whether a sum follows ("*kostar* 100 000 kronor", "*costs* more than 5 000")."""
    near = range(at, min(at + 5, len(lowered)))
    ahead = next((i for i in near if lowered[i][0].isdigit() or find_amounts(" ".join(lowered[i : i + 2]))), -1)
    if ahead < 0 or not all(is_light(word) for word in lowered[at:ahead]):
        return False
    if not lowered[ahead][0].isdigit():
        return True  # "fyra miljoner"
    return sum(len(word) for word in lowered[ahead : ahead + 2]) > _SUM
