"""What kind of fact a question wants, and whether a passage holds one."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.language.analysis import is_light
from bot.language.bodies import Directory
from bot.language.heads import load_heads
from bot.language.lexicon import load_lexicon, load_yaml
from bot.language.words import key, noun_key, tokenise, words
from bot.models import ActorMention
from bot.yamlfile import Node, as_mapping, as_text, as_words

_NAME = re.compile(r"(?<=[a-zåäö,] )[A-ZÅÄÖ][a-zåäö]+")
_GLUED = re.compile(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ][a-zåäö])")  # "direktörVerner": a line break was lost
_PART = r"[A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäöé]+)?"
_PERSON = re.compile(rf"\b({_PART}(?: [A-ZÅÄÖ]\.)?(?: (?:af|av|von|de))?(?: {_PART}){{1,2}})")
_COMPANY = re.compile(r"\s*[A-ZÅÄÖ]{2}")  # "Stadshus AB" is nobody's name
_WHOLE = 2  # words of a rule that tell what it is about, at least
_STEM = 3  # letters of a word that may be part of another by chance
_TITLE = 3  # words of a title at most


@dataclass(frozen=True, slots=True)
class Signature:
    """A person, the title behind the name, and what is written before it ("Handläggare: …": named, but not as one who signs)."""

    name: str
    title: str
    label: str


@dataclass(frozen=True, slots=True)
class _Shown:
    """How a passage shows that it tells a kind of fact: by its words, or by a heading above it."""

    says: re.Pattern[str] | None
    under: re.Pattern[str] | None
    search: tuple[str, ...]


def holds(typed: str, text: str) -> bool:
    """Whether `text` holds a fact of the kind: a date, a number, a reference number, or a name inside a sentence."""
    if not typed or is_told(typed):
        return True
    if typed == "names":
        return bool(_NAME.search(text))
    return bool(_pattern(typed).search(text))


def is_told(kind: str) -> bool:
    """Whether a kind of fact is one that a passage tells by its own turns of phrase ("Syftet är …"), not by a number or a date."""
    return kind in _shown()


def words_to_find(kind: str) -> tuple[str, ...]:
    """Words that passages which tell a kind of fact may have where they have none of the question."""
    return _shown()[kind].search if is_told(kind) else ()


def how_surely(kind: str, text: str, heading: Sequence[str]) -> int:
    """2 where both its words and a heading above it show that a passage tells a fact of the kind, 1 for one of them, else 0."""
    if kind in ("holder", "signers"):
        return int(any(not (one.label and kind == "signers") for one in signatures(text)))
    shown = _shown()[kind]
    under = shown.under is not None and any(shown.under.search(one) for one in heading) and not signatures(text)
    return int(bool(shown.says and shown.says.search(text))) + under


@lru_cache(maxsize=10_000)
def signatures(text: str) -> tuple[Signature, ...]:
    """The persons that a block of signatures, or a line such as "Handläggare: …", names with their titles; () for a sentence."""
    text = _GLUED.sub(" ", text)
    if any(word in load_lexicon().finite_verbs for word in words(text)):
        return ()
    found = []
    matches = list(_PERSON.finditer(text))
    for at, match in enumerate(matches):
        end = matches[at + 1].start() if at + 1 < len(matches) else len(text)
        name, after = match.group(1), text[match.end() : end]
        kept = name.split()
        if is_title(kept[-1]):  # "Eva Berg Kommundelschef"
            name, after = " ".join(kept[:-1]), f"{kept[-1]}{after}"
        title = _title(after)
        before = re.search(rf"(\w+){':' if title or at else ':?'}\s*$", text[: match.start()])
        named = before.group(1) if before and is_title(before.group(1)) else ""
        if len(name.split()) > 1 and (title or named) and not _COMPANY.match(after):
            found.append(Signature(name, title, named))
    return tuple(found)


def is_title(word: str) -> bool:
    """Whether a word is a person's title or occupation ("stadsdelsdirektör", "utredare")."""
    ends = (*load_heads().person, *as_words(load_yaml("facts.yaml")["occupations"], "facts.yaml: occupations"))
    return noun_key(word).endswith(tuple(noun_key(one) for one in ends))


def _title(after: str) -> str:
    """The title that begins `after`, up to its first word that is one; "" where none is."""
    spoken = words(re.split(r"[.;:]", after)[0])[:_TITLE]
    last = next((at for at, word in enumerate(spoken) if is_title(word)), -1)
    return " ".join(spoken[: last + 1])


def holds_office(asked: str, title: str) -> bool:
    """Whether a title is that of the office `asked`: the same words, but that the last one may end a compound ("direktör")."""
    keys, wanted = ([noun_key(word) for word in words(written)] for written in (title, asked))
    return len(keys) == len(wanted) > 0 and keys[:-1] == wanted[:-1] and keys[-1].endswith(wanted[-1])


def opinion_holders(text: str, directory: Directory) -> tuple[frozenset[str], frozenset[str]]:
    """The keys of the bodies that `text` says are of an opinion, and those of the words directly before or behind its verb."""
    verb = _shown()["opinion"].says
    assert verb is not None
    tokens = [token for token in tokenise(text) if token.is_word]
    at = {i for match in verb.finditer(text) for i, t in enumerate(tokens) if t.start <= match.start() < t.end}
    bodies = {
        body for one in directory.find(tokens) for body in one.mention.keys if one.end in at or one.start - 1 in at
    }
    beside = {key(tokens[i].text) for one in at for i in (one - 1, one + 1) if 0 <= i < len(tokens)}
    return frozenset(bodies), frozenset(beside)


def denies(kind: str, text: str, asked: Collection[str]) -> bool | None:
    """Whether a sentence forbids ("forbids") or spares ("needless") all that a question asks leave for, or whether it must be.

    `asked` holds the keys of the question's words. None where the sentence does so within limits that the question does not name:
    for less ("*intern* representation"), or with an exception ("utan …").
    """
    lists = load_yaml("facts.yaml")
    match = re.search(as_text(lists[kind], f"facts.yaml: {kind}"), text, re.IGNORECASE)
    if match is None:
        return False
    limits, neutral = as_words(lists["limits"], "facts.yaml: limits"), as_words(lists["neutral"], "facts.yaml: neutral")
    limit = re.search(rf"\b(?:{'|'.join(limits)})\b", text, re.IGNORECASE)
    end = limit.start() if limit else len(text)
    rule, exception = (
        [
            word in asked or key(word) in asked or noun_key(word) in asked or _made_of(word, asked)
            for word in words(part)
            if _tells(word, neutral)
        ]
        for part in (f"{text[: match.start()]} {text[match.end() : max(end, match.end())]}", text[end:])
    )
    within = not limit or (key(limit.group()) in asked and sum(exception) * 2 >= len(exception))
    whole = len(rule) >= _WHOLE and all(rule) and not text.endswith(":")
    return True if whole and within else None


def not_needed_for(text: str) -> str:
    """What stands behind the words by which a sentence says that something need not be ("*behövs inte* om värdet …"), or ""."""
    match = re.search(as_text(load_yaml("facts.yaml")["needless"], "facts.yaml: needless"), text, re.IGNORECASE)
    return text[match.end() :] if match else ""


def _made_of(word: str, asked: Collection[str]) -> bool:
    """Whether a compound is made of two of the words asked ("*utrikespolitiska*": "utrikes politik")."""
    for first in asked:
        if len(first) > _STEM and word.startswith(first):
            rest = word[len(first) :]
            if any(len(last) > _STEM and last in (rest[: len(last)], rest[1 : len(last) + 1]) for last in asked):
                return True
    return False


def _tells(word: str, neutral: Collection[str]) -> bool:
    return word not in neutral and not is_light(word)


def receivers(text: str, directory: Directory) -> list[ActorMention]:
    """The bodies that `text` says a matter was sent to, or that it says could give their views."""
    says = _shown()["referred"].says
    match = says.search(text) if says else None
    if match is None:
        return []
    to = re.search(
        rf"\b(?:{'|'.join(as_words(load_yaml('facts.yaml')['to'], 'facts.yaml: to'))})\b", text[match.start() :]
    )
    part = text[match.start() + to.end() :] if to else text[: match.start()]
    # Each for itself ("*samtliga* facknämnder"), and as a sentence names them, which knows where a company's name begins.
    return [one.mention for each in (True, False) for one in directory.find(tokenise(part), question=each)]


@cache
def _pattern(typed: str) -> re.Pattern[str]:
    patterns = as_mapping(load_yaml("facts.yaml")["patterns"], "facts.yaml: patterns")
    return re.compile(as_text(patterns[typed], typed), re.IGNORECASE)


@cache
def _shown() -> Mapping[str, _Shown]:
    kinds = as_mapping(load_yaml("facts.yaml")["shown"], "facts.yaml: shown")
    return {kind: _read_shown(as_mapping(node, kind), kind) for kind, node in kinds.items()}


def _read_shown(fields: Mapping[str, Node], kind: str) -> _Shown:
    says, under = (as_text(fields[name], kind) for name in ("says", "under"))
    return _Shown(
        re.compile(says, re.IGNORECASE) if says else None,
        re.compile(under, re.IGNORECASE) if under else None,
        as_words(fields["search"], kind),
    )
