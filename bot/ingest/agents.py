"""The one who does what a passive says ("… av nämnden"), and bodies that more than their name tells apart."""

from __future__ import annotations

from dataclasses import replace

from bot.ingest.chunks import PASSIVE, Kind
from bot.ingest.walk import Walk
from bot.language.bodies import actor_key
from bot.language.heads import load_heads
from bot.models import ActorMention, Role


class Agents(Walk):
    """The rules by which agents are found, and the body that an attribute belongs to."""

    def _agent(self, at: int) -> tuple[int, tuple[ActorMention, ...]] | None:
        """The chunk of "av" and the actors behind it, for the passive at `at`."""
        agents = self.lexicon.words_of("agent")
        for following in range(at + 1, len(self.chunks) - 1):
            chunk = self.chunks[following]
            if chunk.kind in (Kind.STOP, Kind.RELATIVE) or self._is_finite(chunk):
                return None
            if owner := self._care_of(following):
                return following, owner
            if chunk.text.lower() not in agents or self._tells_of(following - 1):
                continue
            if self.chunks[following + 1].text.lower() in self.lexicon.words_of("both"):
                bodies = [
                    c
                    for c in range(following + 2, min(following + 5, len(self.chunks)))
                    if self.chunks[c].kind is Kind.ACTOR
                ]
                return (following, tuple(one for c in bodies for one in self._mentions(c))) if bodies else None
            relative = self._next_kind(following + 2) is Kind.RELATIVE
            if self.chunks[following + 1].kind is Kind.ACTOR:
                return following, self._named_from(following + 1)
            if self._which_one(following + 1):
                return following, self._with_relative(following + 1, head=following + 2)
            if self._is_office(following + 1):
                return following, self._office(following + 1)
            if self.chunks[following + 1].kind is Kind.PRONOUN:
                return (following, self._with_relative(following + 1)) if relative else None
        return None

    def _care_of(self, at: int) -> tuple[ActorMention, ...]:
        """The owner in "*genom beställarens försorg*" at `at`."""
        words_of = self.lexicon.words_of
        if self.chunks[at].text.lower() not in words_of("by_care_of") or self._next_kind(at + 1) is not Kind.ACTOR:
            return ()
        located, behind = self.chunks[at + 1].located, self.chunks[at + 2 : at + 3]
        told = located is not None and located.genitive and behind and behind[0].text.lower() in words_of("care")
        return self._mentions(at + 1) if told else ()

    def _tells_of(self, at: int) -> bool:
        """Whether the noun at `at` stands behind a preposition and takes the "av" behind it ("före *besök* av ministrar")."""
        words_of = self.lexicon.words_of
        before = self.chunks[at - 1].text.lower() if at > 0 else ""
        led = before in words_of("prepositions") | words_of("fronted")
        return led and self.chunks[at].text.lower() in words_of("taking_of")

    def _is_office(self, at: int) -> bool:
        """Whether an office that nobody listed stands at `at`, by the end of its name ("av *protokollansvarig* på kansliet")."""
        word = self.chunks[at].text.lower()
        endings = tuple(self.lexicon.words_of("function_endings"))
        return self.chunks[at].kind is Kind.WORD and word.endswith(endings) and word not in endings

    def _office(self, at: int) -> tuple[ActorMention, ...]:
        name = capitalised(self.chunks[at].text)
        return (ActorMention(name, (actor_key(name),)),)

    def _decided_in(self, at: int) -> tuple[int, tuple[ActorMention, ...]] | None:
        """The assembly in which a decision is taken ("avgörs *i kommunfullmäktige*"): nobody else is named as the one who takes it."""
        verb = self.chunks[at].verb
        if verb is None or verb.verb.role is not Role.DECIDES or self._next_kind(at + 2) is not Kind.ACTOR:
            return None
        located = self.chunks[at + 2].located
        if located is None or located.genitive or located.mention.keys[0].endswith(load_heads().person):
            return None
        return (
            (at + 1, self._actors_from(at + 2))
            if self.chunks[at + 1].text.lower() in self.lexicon.words_of("decided_in")
            else None
        )

    def _agent_first(self, verb: int) -> tuple[ActorMention, ...]:
        """The bodies of an agent that opens the clause, where the finite verb at `verb` follows ("*Av nämnden* utses …")."""
        last = self._before(verb)
        if last <= self.clause or self.chunks[last].kind is not Kind.ACTOR:
            return ()
        actors, start = self._actors_ending(last)
        opened = start == self.clause + 1 and self.chunks[self.clause].text.lower() in self.lexicon.words_of("agent")
        return actors if opened else ()

    def _after_decision(self, at: int) -> tuple[ActorMention, ...]:
        """The body in "undertecknas *efter beslut av Y*": who does the deed is not said, but who decides on it."""
        phrase = self._decision_behind(at)
        return self._named_from(phrase + 1) if phrase and self._next_kind(phrase + 1) is Kind.ACTOR else ()

    def _decision_behind(self, at: int) -> int:
        """The chunk of "efter beslut av" in the clause behind the verb at `at`, or 0."""
        for following in range(at + 1, len(self.chunks) - 1):
            chunk = self.chunks[following]
            if chunk.kind in (Kind.STOP, Kind.COMMA, Kind.RELATIVE) or self._is_finite(chunk):
                return 0
            if tuple(chunk.text.lower().split()) in self.lexicon.clauses["after_decision"]:
                return following
        return 0

    def _which_one(self, at: int) -> bool:
        """Whether a noun that is no kind of body stands at `at` with the clause that tells which one it is ("*den instans som* …")."""
        article = self.chunks[at].kind is Kind.PRONOUN and self.chunks[at].text.lower() in self.lexicon.words_of(
            "articles"
        )
        return article and self._next_kind(at + 1) is Kind.WORD and self._next_kind(at + 2) is Kind.RELATIVE

    def _with_relative(self, at: int, until: int = -1, *, head: int = -1) -> tuple[ActorMention, ...]:
        """The body at `at` by the clause that tells which one it is ("den förvaltning *som äger projektet*", "den *som reser*").

        The clause ends where another begins, at the latest at the chunk `until`; it begins behind `head`, or behind `at`.
        """
        end = max(at, head) + 2
        seen = False
        while end < (len(self.chunks) if until < 0 else until):
            chunk = self.chunks[end]
            if chunk.kind in (Kind.STOP, Kind.COMMA) or (seen and chunk.kind is Kind.CONJUNCTION):
                break
            if seen and chunk.kind is Kind.CONDITION and not self._led_by_verb(end):
                break
            seen = seen or self._is_finite(chunk)
            end += 1
        name = capitalised(self.s.words(self.chunks[at].start, self.chunks[end - 1].end))
        mentions = self._mentions(at) or (ActorMention("", (actor_key(name),)),)
        return tuple(replace(mention, name=name, generic=True) for mention in mentions)

    def _led_by_verb(self, at: int) -> bool:
        """Whether the word at `at` is the particle of the verb right before it ("som har beslutat *om* medlemskapet")."""
        verb = self.chunks[at - 1].verb
        return verb is not None and self.chunks[at].text.lower() in verb.verb.particles

    def _joins_words(self, at: int) -> bool:
        return self._next_kind(at - 1) is Kind.WORD and self._next_kind(at + 1) is Kind.WORD

    def _named_from(self, at: int) -> tuple[ActorMention, ...]:
        """The actor at `at` with what tells it apart (a clause, the body it belongs to), or with those coordinated with it."""
        if self._next_kind(at + 1) is Kind.RELATIVE or self._whose(at + 1):
            return self._with_relative(at)
        return self._of_any(at) or self._actors_from(at)

    def _whose(self, at: int) -> bool:
        """Whether a clause that tells a body apart begins at `at`: "den nämnd *vars verksamhet* …", "den nämnd *till vars område* …"."""
        if not (0 < at < len(self.chunks)) or self.chunks[at - 1].kind not in (Kind.ACTOR, Kind.PRONOUN):
            return False
        if self.chunks[at].text.lower() in self.lexicon.words_of("prepositions"):
            at += 1
        return at < len(self.chunks) and self.chunks[at].text.lower().split()[0] in self.lexicon.words_of("whose")

    def _of_any(self, at: int) -> tuple[ActorMention, ...]:
        """A body with the kind of body that it belongs to ("styrelsen *i respektive bolag*"): neither is any one by its name."""
        if not (
            self._next_kind(at + 2) is Kind.ACTOR
            and self.chunks[at + 1].text.lower() in self.lexicon.words_of("attribute_prepositions")
            and any(one.generic for one in self._mentions(at + 2))
        ):
            return ()
        name = capitalised(self.s.words(self.chunks[at].start, self.chunks[at + 2].end))
        return tuple(replace(one, name=name, generic=True) for one in self._mentions(at))

    def _has_agent(self, at: int) -> bool:
        agent = self._agent(at)
        if agent is None:
            return False
        prepositions = self.lexicon.words_of("prepositions")  # "används *med stöd* av chefen" names nobody who uses it
        between = self.chunks[at + 1 : agent[0]]
        return not any(c.kind is Kind.COMMA or c.text.lower() in prepositions for c in between)

    def _share_agent(self, actors: tuple[ActorMention, ...], start: int) -> None:
        """ "Arbetet *leds och* samordnas av Y": the agent of the second verb is that of one directly before it, too."""
        before = self.reading.events[-2] if len(self.reading.events) > 1 else None
        if before is not None and before.passive and not before.actors and before.at == start - 2:
            before.actors, before.rule = actors, "passive"

    def _more_agents(self, at: int) -> None:
        """ "… av A, när det gäller X, *och av B*, när det gäller Y": the same is said of the second."""
        first = self.reading.events[-1]
        for conjunction in range(at, self._clause_end(at) - 2):
            if self.chunks[conjunction].kind is not Kind.CONJUNCTION:
                continue
            if (
                self.chunks[conjunction + 1].text.lower() in self.lexicon.words_of("agent")
                and self._next_kind(conjunction + 2) is Kind.ACTOR
            ):
                actors = self._actors_from(conjunction + 2)
                more = replace(first, actors=actors, left=conjunction, at=conjunction + 1)
                self.reading.events.append(more)
            return

    def _is_passive(self, at: int) -> bool:
        chunk = self.chunks[at]
        return bool(chunk.verb and chunk.verb.passive) or chunk.value == PASSIVE

    def _head_of_attribute(self, end: int, *, strict: bool = True) -> int | None:
        """The actor that a prepositional attribute ending before chunk `end` belongs to ("avdelningen *på kontoret*")."""
        prepositions = self.lexicon.words_of("attribute_prepositions")
        for back in range(end - 1, max(self.clause, end - 7) - 1, -1):
            chunk = self.chunks[back]
            if chunk.kind is Kind.CONJUNCTION and not strict and self._joins_words(back):
                continue  # "nämnden för *arbete och välfärd*"
            if chunk.kind in (Kind.COMMA, Kind.STOP, Kind.CONJUNCTION) or self._is_finite(chunk):
                return None
            if chunk.text.lower() in prepositions and back > 0 and self.chunks[back - 1].kind is Kind.ACTOR:
                head = back - 1
                return None if self._governed(head) else head
            if strict and back < end - 2:
                return None
        return None


def capitalised(text: str) -> str:
    """`text` beginning with a capital letter."""
    return text[:1].upper() + text[1:]
