"""The state of one walk over a sentence's chunks, and what all rules of grammar share."""

from __future__ import annotations

from bot.ingest.chunks import Chunk, Kind, Sentence
from bot.ingest.events import Event, Reading
from bot.language.lexicon import Lexicon, load_lexicon
from bot.models import ActorMention, Role

TRANSPARENT = (Kind.BETWEEN, Kind.NEGATION)
_FAR = 14  # chunks from an infinitive back to its modal verb


class Walk:
    """The state of a walk: where the clause began, which conditions are open, whose verb may go on."""

    def __init__(
        self, sentence: Sentence, antecedent: tuple[ActorMention, ...], implied: tuple[ActorMention, ...]
    ) -> None:
        self.s = sentence
        self.chunks = sentence.chunks
        self.antecedent = antecedent
        self.implied = implied
        self.lexicon: Lexicon = load_lexicon()
        self.reading = Reading()
        self.clause = 0  # the chunk where the clause begins
        self.pending = 0  # verbs that belong to relative and conditional clauses still open
        self.open_condition = -1
        self.frame: Event | None = None  # the event whose subject coordinated verbs share
        self.cleft: tuple[ActorMention, ...] = ()
        self.cleft_left = -1  # the chunk of the "som" behind a body that does not act in the main clause
        self.read = -1  # a verb that was read ahead of its turn
        self.relative_subject: tuple[int, tuple[ActorMention, ...]] | None = None
        self.borrowed_from = (
            -1
        )  # the modal or auxiliary verb of a relative clause or condition whose infinitive is to come
        self.resumed: tuple[ActorMention, ...] = ()  # the head of a relative clause set off by commas

    def _close_condition(self, end: int) -> None:
        if self.open_condition >= 0:
            self.reading.conditions.append((self.open_condition, end))
            self.open_condition = -1

    def _is_finite(self, chunk: Chunk) -> bool:
        if chunk.kind in (
            Kind.FINITE,
            Kind.MODAL,
            Kind.DUTY,
            Kind.DELEGATED,
            Kind.SUBMITTED,
            Kind.REQUIRES,
            Kind.OPINION,
        ):
            return True
        if chunk.kind is Kind.RESTS_ON:
            return True
        if chunk.kind is not Kind.ROLE_VERB or chunk.verb is None:
            return False
        # "beslutas" is infinitive and present in one: finite unless something governs it
        return chunk.verb.form in ("present", "past") or (chunk.verb.passive and chunk.verb.form == "infinitive")

    def _clause_end(self, at: int) -> int:
        return next((c for c in range(at, len(self.chunks)) if self.chunks[c].kind is Kind.STOP), len(self.chunks))

    def _matter_start(self, verb: int) -> int:
        """Where the matter of a passive begins: at the clause's start, behind a fronted condition."""
        start = self.clause
        for begin, end in self.reading.conditions:
            if begin == self.clause and end < verb:
                start = end + 1
        last = self.reading.events[-1].at if self.reading.events else -1
        if last >= start:  # "X utses av A, och Y beslutas av B": the second matter begins behind the conjunction
            joins = [c for c in range(last + 1, verb) if self.chunks[c].kind is Kind.CONJUNCTION]
            start = joins[0] + 1 if joins else start
        return start

    def _circumstance(self, at: int, end: int) -> None:
        """Take a phrase that opens the clause as a condition ("*I internationella sammanhang* företräds kommunen av …").

        Not where it is what the verb at `at` is about ("*för taxan* ansvarar nämnden"), or is one already.
        """
        opens = self.chunks[self.clause].text.lower() if self.clause < end else ""
        verb = self.chunks[at].verb
        about = verb.verb.particles if verb is not None else frozenset()
        if opens in self.lexicon.words_of("circumstances") and opens not in about and self.open_condition < self.clause:
            self.reading.conditions.append((self.clause, end))

    def _next_kind(self, at: int) -> Kind | None:
        return self.chunks[at].kind if at < len(self.chunks) else None

    def _before(self, at: int) -> int:
        back = at - 1
        while back >= 0 and self.chunks[back].kind in TRANSPARENT:
            back -= 1
        return back

    def _preceded_by_conjunction(self, at: int) -> bool:
        back = self._before(at)
        return back >= 0 and self.chunks[back].kind in (Kind.CONJUNCTION, Kind.COMMA)

    def _left_of_conjunction(self, at: int) -> int:
        back = self._before(at)
        while back > 0 and self.chunks[back - 1].kind in (Kind.CONJUNCTION, Kind.COMMA):
            back -= 1
        return back

    def _mentions(self, at: int) -> tuple[ActorMention, ...]:
        located = self.chunks[at].located
        return (located.mention,) if located is not None else ()

    def _actors_from(self, at: int) -> tuple[ActorMention, ...]:
        """The actor at `at` and those coordinated with it to the right."""
        actors = list(self._mentions(at))
        while self._joins(at + 1) and at + 2 < len(self.chunks) and self.chunks[at + 2].kind is Kind.ACTOR:
            if at + 3 < len(self.chunks) and self._is_finite(self.chunks[at + 3]):
                break  # "… av nämnden och förvaltningen ansvarar …": a new clause begins
            actors.extend(self._mentions(at + 2))
            at += 2
        return tuple(actors)

    def _actors_ending(self, at: int) -> tuple[tuple[ActorMention, ...], int]:
        """The actors that end at `at`, coordinated ones included, and the chunk of the first. "inte X utan Y" gives Y."""
        actors = list(self._mentions(at))
        start = at
        while start - 2 >= self.clause and self._joins(start - 1) and self.chunks[start - 2].kind is Kind.ACTOR:
            if self.chunks[start - 1].text.lower() in self.lexicon.words_of("instead"):
                break
            start -= 2
            actors = [*self._mentions(start), *actors]
        return tuple(actors), start

    def _joins(self, at: int) -> bool:
        if not 0 <= at < len(self.chunks):
            return False
        chunk = self.chunks[at]
        return chunk.kind is Kind.COMMA or (
            chunk.kind is Kind.CONJUNCTION and chunk.text.lower() in self.lexicon.words_of("joins")
        )

    def _both(self, at: int) -> bool:
        """Whether "som" at `at` belongs to "såväl A som B"."""
        opening = self.lexicon.words_of("both")
        return any(c.text.lower() in opening for c in self.chunks[self.clause : at])

    def _governed(self, at: int) -> bool:
        """Whether a preposition stands before the actor at `at`."""
        if at <= self.clause or self.chunks[at - 1].text.lower() not in self.lexicon.words_of("prepositions"):
            return False
        denied = at - 3  # "*Inte* A utan B ansvarar …"
        return not (
            denied >= 0 and self.chunks[denied].kind is Kind.NEGATION and self.chunks[at - 2].kind is Kind.ACTOR
        )

    def _governing_modal(self, at: int) -> int | None:
        """The chunk of the modal verb that the infinitive at `at` depends on, if there is one: no other verb stands between."""
        for back in range(at - 1, max(-1, at - _FAR), -1):
            chunk = self.chunks[back]
            if chunk.kind in (Kind.MODAL, Kind.DUTY):
                return back
            if chunk.verb is not None and chunk.verb.form == "supine":
                continue  # "… som *har beslutat* …"
            inside = chunk.kind in (*TRANSPARENT, Kind.ACTOR, Kind.PRONOUN, Kind.WORD, Kind.CONJUNCTION, Kind.NOMINAL)
            whole = any(word in self.lexicon.finite_verbs for word in chunk.text.split())
            loose = chunk.kind is Kind.CONDITION and (whole or back != self.open_condition)
            if not (inside or loose or self._in_relative(back)):
                return None
        return None

    def _in_relative(self, at: int) -> bool:
        """Whether "som" or its verb stands at `at`, so that a noun before the modal's infinitive has a clause of its own."""
        if self.chunks[at].kind is Kind.RELATIVE:
            return True
        if not self._is_finite(self.chunks[at]):
            return False
        back = self._before(at)
        while back > 0 and self.chunks[back].kind in (Kind.ACTOR, Kind.WORD):
            back -= 1
        return self.chunks[back].kind is Kind.RELATIVE

    def _note_unread(self, at: int) -> None:
        if self.chunks[at].kind in (Kind.ROLE_VERB, Kind.NOMINAL):
            self.reading.unread.append(self.chunks[at].text)

    def _add(
        self,
        at: int,
        actors: tuple[ActorMention, ...],
        rule: str,
        *,
        left: int,
        matter: tuple[int, int] | None = None,
        role: Role | None = None,
        modality: str = "",
        negative: bool | None = None,
        infinitive: bool = False,
        duty: bool = False,
        passive: bool = False,
        like: Event | None = None,
    ) -> None:
        chunk = self.chunks[at]
        own = chunk.verb.verb.role if chunk.verb else chunk.nominal.role if chunk.nominal else role
        if negative is None:
            around = range(max(left, at - 3), min(len(self.chunks), at + 4))
            negative = any(self.chunks[c].kind is Kind.NEGATION and self._negates(c, at) for c in around)
        if left > 0 and self.chunks[left - 1].text.lower() in self.lexicon.words_of("negating_determiners"):
            negative = True
        if like is not None:
            duty, infinitive = duty or like.duty, True
            modality = modality or like.modality
        if duty and own not in self.lexicon.kept_in_duty:
            own = Role.RESPONSIBLE
            verb = like.verb if like is not None else self._duty_words(at)
        else:
            verb = chunk.text
        inverted = rule.startswith("inverted")
        whole = (duty and own is Role.RESPONSIBLE) or rule in ("permission", "task", "deed")
        past = bool(chunk.verb and chunk.verb.form in ("past", "supine"))
        event = Event(
            actors, own, verb, rule, left, matter or (self._after_particle(at, whole=whole, inverted=inverted), -1),
            modality, negative, infinitive, duty, passive, past, at,
        )  # fmt: skip
        if self.open_condition >= 0 and self.open_condition < left and not passive:
            self._close_condition(left)
        elif self.open_condition >= 0 and self.open_condition == self.clause:
            self._close_condition(at)
        self.reading.events.append(event)
        if not passive and actors:
            self.frame = event
        if actors and not passive and not self.reading.subject:
            self.reading.subject = actors

    def _duty_words(self, at: int) -> str:
        """What hands out the duty that the infinitive at `at` spells out: "har i uppdrag att"."""
        modal = self._governing_modal(at)
        return self.chunks[modal].text if modal is not None else self.chunks[at].text

    def _negates(self, negation: int, at: int) -> bool:
        """Whether the negation stands with the verb at `at`, not in another clause or before "utan"."""
        low, high = sorted((negation, at))
        return all(
            self.chunks[c].kind in (*TRANSPARENT, Kind.ACTOR, Kind.MODAL, Kind.NEGATION, Kind.PRONOUN)
            for c in range(low + 1, high)
        ) and not (negation + 1 < len(self.chunks) and self.chunks[negation + 1].kind is Kind.ACTOR and negation < at)

    def _after_particle(self, at: int, *, whole: bool, inverted: bool) -> int:
        """Where the matter of the verb at `at` begins.

        `whole`: the verb itself belongs to it ("tillämpa styrdokumentet"). `inverted`: the subject stands behind the verb.
        """
        if whole:
            return at
        verb = self.chunks[at].verb
        following = at + 1
        while following < len(self.chunks) and self.chunks[following].kind in (*TRANSPARENT, Kind.ACTOR, Kind.PRONOUN):
            if self.chunks[following].kind is Kind.ACTOR and not inverted and self._is_object(at):
                break
            if self._is_article(following) and not inverted:
                break  # "leder *det* dagliga arbetet"
            following += 1
        if verb is None:
            return following
        if verb.verb.companions and not verb.verb.keep:
            for ahead in range(following, min(len(self.chunks), at + 9)):
                if self.chunks[ahead].text.lower() in verb.verb.companions:
                    following = ahead + 1
                    while inverted and self._next_kind(following) in (Kind.ACTOR, *TRANSPARENT):
                        following += 1
                    break
        if following < len(self.chunks) and self.chunks[following].text.lower() in verb.verb.particles:
            following += 1
        return following

    def _is_article(self, at: int) -> bool:
        """Whether the pronoun at `at` belongs to a noun behind it."""
        if self.chunks[at].kind is not Kind.PRONOUN or self._next_kind(at + 1) is not Kind.WORD:
            return False
        return self.chunks[at + 1].text not in self.lexicon.words_of("prepositions")

    def _is_object(self, at: int) -> bool:
        """Whether the actor behind the verb at `at` is what it acts on: the subject stands before the verb."""
        return any(self.chunks[c].kind in (Kind.ACTOR, Kind.PRONOUN) for c in range(self.clause, at)) or at == 0
