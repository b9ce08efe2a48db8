"""Actors named in a text or a question: the listed ones by any of their names, the others by how a body's name is built."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.language.companies import company_end
from bot.language.dictionary import is_word
from bot.language.heads import is_bare_head, is_definite, is_genitive, is_head, is_plural, load_heads
from bot.language.kept import make_room
from bot.language.lexicon import load_lexicon
from bot.language.patterns import load_patterns
from bot.language.second_names import read_second_name
from bot.language.words import Token, fold, noun_key, tokenise
from bot.models import Actor, ActorMention

Key = tuple[str, ...]
_KEPT = 50_000  # words of which it is kept whether a name may begin with them


@dataclass(frozen=True, slots=True)
class Located:
    """An actor's mention with its place: tokens `start` to `end` of the sentence; `genitive` when it owns what follows."""

    mention: ActorMention
    start: int
    end: int
    genitive: bool = False
    listed: bool = False


class Directory:
    """The actors that are listed, and the eye for those that are not.

    Holds an index of their names; nothing in it changes after it is made.
    """

    def __init__(self, actors: Iterable[Actor]) -> None:
        self.actors = tuple(actors)
        self._by_name: dict[str, Actor] = {actor.name: actor for actor in self.actors}
        self._swedish: dict[str, list[tuple[Key, Actor]]] = {}
        self._english: dict[str, list[tuple[Key, Actor]]] = {}
        self._short: dict[str, Actor] = {}
        for actor in self.actors:
            for name in (actor.name, *actor.aliases):
                _enter(self._swedish, tuple(noun_key(t.text) for t in tokenise(name) if t.is_word), actor)
            for name in actor.english:
                _enter(self._english, tuple(_english_key(t.text) for t in tokenise(name) if t.is_word), actor)
            for short in actor.abbreviations:
                self._short[short] = actor
        self._short_folded = {fold(short): actor for short, actor in self._short.items()}
        # Every Swedish name's key with the actor that it names.
        self.by_key = {actor_key(name): actor for actor in self.actors for name in (actor.name, *actor.aliases)}
        self._broader: dict[str, frozenset[str]] = {}
        self._begins: dict[str, bool] = {}

    def find(self, tokens: Sequence[Token], *, question: bool = False, english: bool = False) -> list[Located]:
        """Return the actors named in `tokens`, in order, none overlapping another.

        In a question abbreviations may be in small letters and unlisted bodies need no article; with `english` the English
        names are looked for first.
        """
        located: list[Located] = []
        at = 0
        while at < len(tokens):
            begins = tokens[at].is_word and (question or self._may_begin(tokens[at].text))
            found = self._at(tokens, at, question=question, english=english) if begins else None
            if found is None:
                at += 1
                continue
            located.append(found)
            at = found.end
        return located if question else _coordinated(tokens, located)

    def at_start(self, tokens: Sequence[Token]) -> Located | None:
        """The body that the words of a text begin with, if any."""
        begins = bool(tokens) and tokens[0].is_word and self._may_begin(tokens[0].text)
        return self._at(tokens, 0, question=False, english=False) if begins else None

    def english_name(self, mention: ActorMention) -> str:
        """The first English name of a listed actor, or "" where there is none."""
        actor = self._by_name.get(mention.name)
        if actor is None and len(mention.keys) == 1:
            actor = next((a for a in self.actors if actor_key(a.name) == mention.keys[0]), None)
        return actor.english[0] if actor and actor.english else ""

    def broader(self, key: str) -> frozenset[str]:
        """The keys of the bodies that the body with `key` is a kind of: as listed, and by its name ("hamnnämnd", "nämnd")."""
        if key not in self._broader:
            self._broader[key] = self._find_broader(key)
        return self._broader[key]

    def _find_broader(self, key: str) -> frozenset[str]:
        found: set[str] = set()
        for actor in self.actors:
            if actor_key(actor.name) == key:
                found |= {actor_key(name) for name in actor.broader}
        for head in load_heads().heads:
            if key != head and " " not in key and key.endswith(head):
                found.add(actor_key(head))
        return frozenset(found - {key})

    def _may_begin(self, word: str) -> bool:
        """Whether a body's name in a text may begin with `word`: most words may not, and need no closer look."""
        known = self._begins.get(word)
        if known is None:
            make_room(self._begins, _KEPT)
            lexicon = load_lexicon()
            lowered = word.lower()
            known = self._begins[word] = (
                word[:1].isupper()
                or word.endswith("-")
                or noun_key(word) in self._swedish
                or (word[:-2] if lowered.endswith(":s") else word) in self._short
                or lowered in lexicon.words_of("determiners")
                or (lowered.endswith(tuple(lexicon.words_of("adjective_endings"))) and len(word) > 4)
                or is_head(word, True)
            )
        return known

    def _at(self, tokens: Sequence[Token], at: int, *, question: bool, english: bool) -> Located | None:
        if english and (found := self._listed(tokens, at, self._english, _english_key)):
            return found
        start = at
        lexicon = load_lexicon()
        determiners = lexicon.words_of("determiners")
        if not question:
            while at < len(tokens) - 1 and tokens[at].text.lower() in determiners:
                at += 1
        determined = at > start
        found = self._listed(tokens, at, self._swedish, noun_key) or self._abbreviated(tokens, at, question=question)
        bare = (
            question and (at == 0 or tokens[at - 1].text.lower() not in determiners) and is_bare_head(tokens[at].text)
        )
        strange = english and _is_english(tokens[at].text)  # "entitled" ends as a Swedish body does
        longer = _company(tokens, at) or (
            None if strange else self._built(tokens, at, determined=determined or (question and not bare))
        )
        if longer and (found is None or longer.end > found.end):
            found = longer
        if found is None:
            return None
        return self._widened(tokens, found, start, question=question)

    def _listed(
        self,
        tokens: Sequence[Token],
        at: int,
        names: Mapping[str, list[tuple[Key, Actor]]],
        key_of: Callable[[str], str],
    ) -> Located | None:
        for key, actor in names.get(key_of(tokens[at].text), ()):
            end = at + len(key)
            if end <= len(tokens) and all(key_of(t.text) == k for t, k in zip(tokens[at:end], key, strict=True)):
                name = _title(tokens[at:end], actor.name)
                mention = ActorMention(name, (actor_key(actor.name),), plural=is_plural(tokens[end - 1].text))
                return Located(mention, at, end, is_genitive(tokens[end - 1].text, key[-1]), listed=True)
        return None

    def _abbreviated(self, tokens: Sequence[Token], at: int, *, question: bool) -> Located | None:
        word = tokens[at].text
        bare = word[:-2] if word.lower().endswith(":s") else word
        actor = self._short.get(bare)
        if actor is None and question:
            actor = self._short_folded.get(fold(bare)) or self._short_folded.get(
                fold(bare[:-1]) if bare[-1:] in "sS" else ""
            )
        if actor is None:
            return None
        return Located(ActorMention(actor.name, (actor_key(actor.name),)), at, at + 1, bare != word, listed=True)

    def _built(self, tokens: Sequence[Token], at: int, *, determined: bool) -> Located | None:
        """A body known by the last part of its name, with the adjectives and the hanging compound before it."""
        start = at
        endings = load_lexicon().words_of("adjective_endings")
        while (
            at < len(tokens) - 1
            and at - start < 3
            and tokens[at].is_word
            and not is_head(tokens[at].text, determined)
            and (
                (tokens[at].text.lower().endswith(tuple(endings)) and len(tokens[at].text) > 4)
                or tokens[at].text.endswith("-")
            )
        ):
            hanging = tokens[at].text.endswith("-")
            at += 1
            if hanging and at < len(tokens) - 1 and tokens[at].text.lower() in load_lexicon().words_of("conjunctions"):
                at += 1
            determined = determined or hanging
        if not tokens[at].is_word or not is_head(tokens[at].text, determined):
            return None
        if at > start and not determined and not _led_in(tokens, start, at):
            start = at
        name = " ".join(t.text for t in tokens[start : at + 1])
        genitive = is_genitive(tokens[at].text, noun_key(tokens[at].text))
        if genitive:
            name = _without_genitive(name)
        name = name[:1].upper() + name[1:]
        return Located(
            ActorMention(name, (actor_key(name),), plural=is_plural(tokens[at].text)), start, at + 1, genitive
        )

    def _widened(self, tokens: Sequence[Token], found: Located, start: int, *, question: bool) -> Located:
        """`found` with its determiners, with the body that it owns ("nämndens ordförande") or belongs to ("ordföranden i …")."""
        mention, end = found.mention, found.end
        if found.genitive and end < len(tokens):
            owned = self._built(tokens, end, determined=True)
            if owned is not None:
                owner = (
                    f"{mention.name}s" if tokens[found.start].text.lower().endswith(":s") else _surface(tokens, found)
                )
                name = f"{owner} {owned.mention.name[:1].lower()}{owned.mention.name[1:]}"
                known = self._by_key(actor_key(name))
                mention = ActorMention(
                    known or name[:1].upper() + name[1:], (actor_key(known or name),), owned.mention.plural
                )
                found = Located(mention, found.start, owned.end, owned.genitive)
                end = owned.end
        head = noun_key(tokens[end - 1].text)
        prepositions = load_lexicon().words_of("attribute_prepositions")
        if (
            head.endswith(load_heads().person)
            and end < len(tokens) - 1
            and tokens[end].text.lower() in prepositions
            and not question
        ):
            inner = self._at(tokens, end + 1, question=False, english=False)
            if inner is not None and not inner.mention.plural and inner.start == end + 1:
                name = f"{mention.name} {tokens[end].text} {_surface(tokens, inner)}"
                known = self._by_key(actor_key(name))
                mention = ActorMention(known or name, (actor_key(known or name),))
                found = Located(mention, found.start, inner.end, False)
                end = inner.end
        end = end if question else read_second_name(tokens, end)[0]
        determiners = [t.text.lower() for t in tokens[start : found.start]]
        lexicon = load_lexicon()
        kept = [word for word in determiners if word not in lexicon.words_of("unnamed")]
        generic = bool(set(determiners) & lexicon.words_of("quantifiers"))
        definite = is_definite(tokens[found.end - 1].text, noun_key(tokens[found.end - 1].text))
        if not definite and set(determiners) & lexicon.words_of("possessive") and not found.listed:
            kept = determiners  # "kommunens samordnare": the form needs its owner
        if not definite and set(determiners) & lexicon.words_of("articles") and not question:
            mention = replace(mention, generic=True)  # "en nämnd" is any, not the one last named
        if kept and not found.listed:
            apart = bool(set(kept) & lexicon.words_of("distinguishing"))
            if definite and determiners[:1] != kept[:1] and determiners[0] in lexicon.words_of("articles"):
                kept = [determiners[0], *kept]  # "den egna nämndens ordförande"
            name = " ".join((*kept, mention.name[:1].lower() + mention.name[1:]))
            mention = replace(mention, keys=(actor_key(name),)) if apart else mention
            mention = ActorMention(
                name[:1].upper() + name[1:], mention.keys, mention.plural, generic or mention.generic
            )
        elif set(kept) & load_lexicon().words_of("distinguishing"):  # "biträdande förvaltningschef" is another body
            name = f"{' '.join(kept)} {_surface(tokens, found)}"
            mention = ActorMention(name[:1].upper() + name[1:], (actor_key(name),), mention.plural)
        elif kept and generic:
            plain = _surface(tokens, found)
            if definite and determiners[0] in lexicon.words_of("articles"):
                kept = [determiners[0], *kept]
            name = " ".join((*kept, plain[:1].lower() + plain[1:]))
            mention = ActorMention(name[:1].upper() + name[1:], mention.keys, mention.plural, generic)
        elif mention.plural and found.listed and not question:
            plain = _surface(tokens, found)
            mention = ActorMention(plain[:1].upper() + plain[1:], mention.keys, True, True)
        return Located(mention, start, end, found.genitive, found.listed)

    def _by_key(self, key: str) -> str:
        actor = self.by_key.get(key)
        return actor.name if actor else ""


@lru_cache(maxsize=10_000)
def actor_key(name: str) -> str:
    """What an actor is compared by: the keys of its words without determiners ("Alla nämnder" and "nämnden" are one)."""
    unnamed = load_lexicon().words_of("determiners") - load_lexicon().words_of("distinguishing")
    kept = [t.text for t in tokenise(name) if t.is_word]
    while len(kept) > 1 and kept[0].lower() in unnamed:
        kept = kept[1:]
    return " ".join(noun_key(word) for word in kept)


def _enter(index: dict[str, list[tuple[Key, Actor]]], key: Key, actor: Actor) -> None:
    rows = index.setdefault(key[0], [])
    rows.append((key, actor))
    rows.sort(key=lambda row: -len(row[0]))


def _english_key(word: str) -> str:
    word = word.lower().removesuffix("'s").removesuffix("’s")
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")


def _is_english(word: str) -> bool:
    return word.islower() and is_word(word, "en") and noun_key(word) not in load_heads().heads


def _without_genitive(name: str) -> str:
    return name.removesuffix("s")


def _surface(tokens: Sequence[Token], located: Located) -> str:
    return " ".join(t.text for t in tokens[located.start : located.end])


def _led_in(tokens: Sequence[Token], start: int, at: int) -> bool:
    """Whether what stands before a head belongs to its name: "Social- och …", "Tekniska nämnden" (both words definite)."""
    head = tokens[at].text
    definite = is_definite(head, noun_key(head)) and all(t.text.endswith(("a", "e")) for t in tokens[start:at])
    return tokens[start].text.endswith("-") or definite


def _title(tokens: Sequence[Token], known: str) -> str:
    """What an actor is called: by the name that is listed, but an office by the title that the text has ("Ekonomidirektören")."""
    own, listed = noun_key(tokens[-1].text), noun_key(known.rsplit(maxsplit=1)[-1])
    if own == listed and len(tokens) < len(known.split()) and not is_genitive(tokens[-1].text, own):
        name = " ".join(token.text for token in tokens)  # "arbetsutskottet" may be another's than the listed one's
        return name[:1].upper() + name[1:]
    if own == listed or not own.endswith(load_heads().person) or not listed.endswith(load_heads().person):
        return known
    name = " ".join(token.text for token in tokens)
    return name[:1].upper() + name[1:]


def _company(tokens: Sequence[Token], at: int) -> Located | None:
    if any(load_patterns(language).at("yes_no", [fold(tokens[at].text)], 0) for language in ("sv", "en")):
        return None  # "Har Vikens Bostads AB …?"
    end = company_end(tokens, at)
    name = " ".join(t.text for t in tokens[at:end])
    return Located(ActorMention(name, (actor_key(name),)), at, end) if end > at else None


def _coordinated(tokens: Sequence[Token], located: list[Located]) -> list[Located]:
    """Generic bodies that are named together ("alla nämnder och bolagsstyrelser") as one mention."""
    joined: list[Located] = []
    for one in located:
        last = joined[-1] if joined else None
        between = [t.text.lower() for t in tokens[last.end : one.start]] if last else []
        generic = last is not None and (last.mention.generic or last.mention.plural)
        if (
            last
            and generic
            and len(between) == 1
            and (between[0] == "," or between[0] in load_lexicon().words_of("joins"))
            and (one.mention.plural or last.mention.generic)
        ):
            if between == [","] and not _list_goes_on(tokens, one.end):
                joined.append(one)
                continue
            name = f"{last.mention.name}{',' if between == [','] else ' ' + between[0]} {_surface(tokens, one)}"
            mention = ActorMention(name, (*last.mention.keys, *one.mention.keys), True, True)
            joined[-1] = Located(mention, last.start, one.end, one.genitive, True)
        else:
            joined.append(one)
    return joined


def _list_goes_on(tokens: Sequence[Token], end: int) -> bool:
    return end < len(tokens) and tokens[end].text.lower() in load_lexicon().words_of("joins")
