"""A sentence's chunks to its events: who acts, in which role, with which words as the matter.

The chunks are walked once from the left. What a Swedish main clause allows decides who the subject is: it stands directly
before the finite verb ("Nämnden beslutar"), or directly behind it when something else opens the clause ("I övriga fall beslutar
nämnden"). A verb inside a relative clause or a condition is passed over. Whatever fits no rule yields nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.ingest.chunks import Chunk, Kind, Sentence
from bot.language.lexicon import Lexicon, load_lexicon
from bot.models import ActorMention, Role

_TRANSPARENT = (Kind.BETWEEN, Kind.NEGATION)


@dataclass(slots=True)
class Event:
    """One verb (or nominal) with its actor, before its matter is cut out.

    `left` is the chunk where its construction begins, `matter` the span of chunks that its matter may fill (an end of -1 is
    open: as far as the next event). `rule` names the construction.
    """

    actors: tuple[ActorMention, ...]
    role: Role | None
    verb: str
    rule: str
    left: int
    matter: tuple[int, int]
    modality: str = ""
    negative: bool = False
    infinitive: bool = False
    duty: bool = False
    passive: bool = False
    past: bool = False
    at: int = 0


@dataclass(slots=True)
class Reading:
    """What a sentence yields: events, spans of conditions (in chunks), and role verbs that no rule could read."""

    events: list[Event] = field(default_factory=list)
    conditions: list[tuple[int, int]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    subject: tuple[ActorMention, ...] = ()


def read_events(
    sentence: Sentence, *, antecedent: tuple[ActorMention, ...], implied: tuple[ActorMention, ...]
) -> Reading:
    """Read the events of `sentence`.

    `antecedent` is whom "den" and "de" may mean, `implied` who acts in a sentence that begins with its verb; each is empty
    where nobody is known for sure.
    """
    return _Walk(sentence, antecedent, implied).walk()


class _Walk:
    """The state of one walk over one sentence."""

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
        self.relative_subject: tuple[int, tuple[ActorMention, ...]] | None = None
        self.borrowed_infinitive = False
        self.resumed: tuple[ActorMention, ...] = ()  # the head of a relative clause set off by commas

    def walk(self) -> Reading:
        at = 0
        while at < len(self.chunks):
            chunk = self.chunks[at]
            match chunk.kind:
                case Kind.STOP:
                    self._close_condition(at)
                    self.clause, self.pending, self.cleft, self.relative_subject = at + 1, 0, (), None
                    self.frame = self.frame if chunk.text == ":" else None
                case Kind.OPINION if self._next_kind(at + 1) is Kind.ATT:
                    at = self._stop_after(at)
                    continue
                case Kind.COMMA:
                    self._comma(at)
                case Kind.RELATIVE:
                    self._relative(at)
                case Kind.CONDITION:
                    self._condition(at)
                case Kind.ATT if self._subordinate(at):
                    self.pending += 1
                case Kind.SUBORDINATOR:
                    self.pending += 1
                case Kind.NOMINAL:
                    at = self._nominal(at)
                    continue
                case Kind.DELEGATED | Kind.SUBMITTED | Kind.REQUIRES:
                    self._to_body(at)
                case Kind.FALLS_ON:
                    self._falls_on(at)
                case Kind.FINITE | Kind.RESTS_ON if at == self.clause and self._finite_later(at):
                    self.open_condition = (
                        at  # "Gäller avtalet längre tid beslutar …": a condition that begins with its verb
                    )
                case Kind.RESTS_ON if self.pending:
                    self._consume(at)
                case Kind.RESTS_ON if self._takes_decision(at):
                    self._decision_taken(at)
                case _ if self._without_approval(at):
                    self._approval(at)
                case Kind.ACTOR if self._gapped(at):
                    self._same_verb_again(at)
                case _ if self._delegates(at):
                    self._delegation(at)
                case Kind.DUTY | Kind.MODAL | Kind.ROLE_VERB | Kind.FINITE | Kind.INFINITIVE | Kind.RESTS_ON:
                    self._verb(at)
                case _:
                    pass
            at += 1
        self._close_condition(len(self.chunks))
        return self.reading

    # -- clauses -----------------------------------------------------------------------------------------------------

    def _comma(self, at: int) -> None:
        self._close_condition(at)
        if self.pending and self.relative_subject is None:
            following = self._next_kind(at + 1)
            self.pending = self.pending if following in (Kind.RELATIVE, Kind.CONDITION) else 0
        if self._next_kind(at + 1) is Kind.CONJUNCTION and self._next_kind(at + 2) is Kind.ACTOR:
            self.clause = at + 2

    def _relative(self, at: int) -> None:
        head = at - 1
        while head >= 0 and self.chunks[head].kind in (*_TRANSPARENT, Kind.COMMA):
            head -= 1
        if head >= 0 and self.chunks[head].kind is Kind.ACTOR and self._is_cleft(head):
            actors, start = self._actors_ending(head)
            self.cleft = actors
            self._close_condition(start - 1)
            return
        if self._both(at):
            return
        if head == at - 2 and self.chunks[head].kind is Kind.ACTOR and self.chunks[at - 1].kind is Kind.COMMA:
            self.cleft = () if self._governed(head) else self._mentions(head)
            self.resumed = self.cleft
            self.pending += not self.cleft
            return
        if head == at - 1 and self.chunks[head].kind is Kind.ACTOR and not self._governed(head):
            self.relative_subject = (at, self._mentions(head))
        self.pending += 1

    def _both(self, at: int) -> bool:
        """Whether "som" at `at` belongs to "såväl A som B"."""
        opening = self.lexicon.words_of("both")
        return any(c.text.lower() in opening for c in self.chunks[self.clause : at])

    def _is_cleft(self, head: int) -> bool:
        """Whether "det är" stands before the actors that end at `head`."""
        text = " ".join(c.text.lower() for c in self.chunks[self.clause : head])
        actor = self.chunks[head].text.lower().split()[0]  # "är *det kommunstyrelsen* som …"
        text = f"{text} {actor}" if actor in self.lexicon.words_of("pronouns.singular") else text
        phrases = [" ".join(phrase) for phrase in self.lexicon.clauses["cleft"]]
        return any(text.startswith(phrase) or text.endswith(phrase) for phrase in phrases if " " in phrase)

    def _condition(self, at: int) -> None:
        chunk = self.chunks[at]
        finite = chunk.value == "conditions.finite"
        if finite and (self._is_particle(at) or not self._finite_before_comma(at) or self._is_phrase(at)):
            return
        self._close_condition(at)
        self.open_condition = at
        if chunk.value != "conditions.phrasal":
            self.pending += 1

    def _is_phrase(self, at: int) -> bool:
        """Whether "om" opens a mere phrase: the clause has no verb before it and only its own behind it ("Avtal *om* lokaler
        beslutas"), or it stands first and the verb has its subject behind it ("*Om* ändringar beslutar fullmäktige")."""
        opens = at == self.clause or self.chunks[at - 1].kind is Kind.COMMA
        if not opens:
            return not any(self._is_finite(c) for c in self.chunks[self.clause : at])
        verbs = [c for c in range(at + 1, self._clause_end(at)) if self._is_finite(self.chunks[c])]
        return len(verbs) == 1 and self._next_kind(self._past_reflexive(verbs[0] + 1)) is Kind.ACTOR

    def _clause_end(self, at: int) -> int:
        return next((c for c in range(at, len(self.chunks)) if self.chunks[c].kind is Kind.STOP), len(self.chunks))

    def _past_reflexive(self, at: int) -> int:
        """`at`, behind adverbs and a companion of the verb before ("yttrar *sig* nämnden")."""
        while at < len(self.chunks):
            verb = self.chunks[at - 1].verb
            companion = verb is not None and self.chunks[at].text.lower() in verb.verb.companions
            if self.chunks[at].kind not in _TRANSPARENT and not companion:
                break
            at += 1
        return at

    def _is_particle(self, at: int) -> bool:
        """Whether "om" belongs to the role verb or nominal before it ("beslutar nämnden *om* …")."""
        back = at - 1
        while back >= 0 and self.chunks[back].kind in (*_TRANSPARENT, Kind.ACTOR, Kind.PRONOUN):
            back -= 1
        if back < 0 or at == self.clause:
            return False
        before = self.chunks[back]
        companion = any(
            c.verb and before.text.lower() in c.verb.verb.companions for c in self.chunks[max(0, back - 6) : back]
        )
        return companion or (before.kind in (Kind.ROLE_VERB, Kind.NOMINAL))

    def _finite_before_comma(self, at: int) -> bool:
        for following in range(at + 1, len(self.chunks)):
            chunk = self.chunks[following]
            if chunk.kind in (Kind.COMMA, Kind.STOP, Kind.RELATIVE, Kind.CONJUNCTION):
                return False
            if self._is_finite(chunk):
                return True
        return False

    def _finite_later(self, at: int) -> bool:
        return self.chunks[-1].text != "?" and any(
            self._is_finite(c) and c.kind in (Kind.ROLE_VERB, Kind.MODAL, Kind.RESTS_ON) for c in self.chunks[at + 1 :]
        )

    def _subordinate(self, at: int) -> bool:
        """Whether "att" opens a clause with a subject of its own rather than an infinitive."""
        following = at + 1
        while following < len(self.chunks) and self.chunks[following].kind in _TRANSPARENT:
            following += 1
        if following >= len(self.chunks):
            return False
        kind = self.chunks[following].kind
        return kind in (Kind.ACTOR, Kind.PRONOUN, Kind.FINITE, Kind.MODAL) or (
            kind is Kind.WORD and not self._infinitive_soon(following)
        )

    def _infinitive_soon(self, at: int) -> bool:
        return self.chunks[at].text.lower().endswith("a") or any(
            c.kind in (Kind.INFINITIVE, Kind.ROLE_VERB) and not self._is_finite(c) for c in self.chunks[at : at + 2]
        )

    def _close_condition(self, end: int) -> None:
        if self.open_condition >= 0:
            self.reading.conditions.append((self.open_condition, end))
            self.open_condition = -1

    # -- verbs -------------------------------------------------------------------------------------------------------

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

    def _verb(self, at: int) -> None:
        chunk = self.chunks[at]
        verb = chunk.verb
        ambiguous = verb is not None and verb.passive and verb.form in ("infinitive", "present")
        finite = self._is_finite(chunk)
        governed = self._governing_modal(at)
        if ambiguous and (governed is not None or self._next_kind(at - 1) is Kind.ATT):
            finite = False
        if finite and self.pending:
            self._consume(at)
            return
        if not finite and self.borrowed_infinitive and (governed is not None or (verb and verb.form == "supine")):
            self.borrowed_infinitive = False
            return
        if chunk.kind is Kind.MODAL and self._followed_by_verb(at):
            if self.open_condition >= 0 and self.open_condition == self.clause:
                self._close_condition(at)
            return  # read together with its infinitive
        if verb is not None and verb.passive:
            if self._next_kind(at + 1) is Kind.INFINITIVE:
                return  # "antas öka" is no decision
            self._passive(at, governed)
        elif finite or (verb is not None and verb.form == "supine"):
            self._active(at)
        else:
            self._infinitive(at, governed)

    def _consume(self, at: int) -> None:
        """The verb at `at` belongs to a relative clause or a condition."""
        self.pending -= 1
        self.borrowed_infinitive = self.chunks[at].kind is Kind.MODAL or self.chunks[
            at
        ].text.lower() in self.lexicon.words_of("auxiliaries")

    def _followed_by_verb(self, at: int) -> bool:
        for following in range(at + 1, len(self.chunks)):
            chunk = self.chunks[following]
            if chunk.kind in (Kind.ROLE_VERB, Kind.INFINITIVE):
                return True
            if chunk.kind in (Kind.STOP, Kind.FINITE, Kind.MODAL):
                return False
        return False

    def _governing_modal(self, at: int) -> int | None:
        """The chunk of the modal verb that the infinitive at `at` depends on directly, if there is one."""
        back = at - 1
        while back >= 0 and self.chunks[back].kind in (*_TRANSPARENT, Kind.ACTOR, Kind.PRONOUN):
            back -= 1
        if back >= 0 and self.chunks[back].kind in (Kind.MODAL, Kind.DUTY):
            return back
        return None

    def _active(self, at: int) -> None:
        left, actors, rule = self._subject(at)
        if not actors:
            self._note_unread(at)
            if self.chunks[at].kind is Kind.FINITE and self.frame is not None and self._preceded_by_conjunction(at):
                self._add(at, (), "other_verb", left=self._left_of_conjunction(at), role=None)
            return
        self._add(at, actors, rule, left=left)

    def _subject(self, at: int) -> tuple[int, tuple[ActorMention, ...], str]:
        """The actors of the finite verb at `at`, where its construction begins, and by which rule."""
        if self.cleft:
            actors, self.cleft = self.cleft, ()
            return self.clause, actors, "cleft"
        if self.open_condition == self.clause and self._next_kind(self._past_reflexive(at + 1)) is Kind.ACTOR:
            return self.clause, self._actors_from(self._past_reflexive(at + 1)), "inverted"
        back = at - 1
        while back >= self.clause and (
            self.chunks[back].kind in (*_TRANSPARENT, Kind.MODAL, Kind.INFINITIVE)
            or self.chunks[back].text.lower() in self.lexicon.words_of("auxiliaries")
        ):
            back -= 1
        if back >= self.clause:
            left = self._direct_subject(back, at)
            if left is not None:
                return left
        if self.relative_subject is not None:
            start, mentions = self.relative_subject
            self.relative_subject = None
            name = self.s.words(self.chunks[start - 1].start, self.chunks[back].end)
            named = tuple(ActorMention(_capital(name), m.keys, m.plural, m.generic) for m in mentions)
            return start - 1, named, "active_with_relative"
        if self._preceded_by_conjunction(at) and self.frame is not None:
            return self._left_of_conjunction(at), self.frame.actors, "coordinated"
        if self.resumed and at > 0 and self.chunks[at - 1].kind is Kind.COMMA:
            actors, self.resumed = self.resumed, ()
            return at, actors, "active"
        following = self._past_reflexive(at + 1)
        if following < len(self.chunks) and at > self.clause and not self._preceded_by_conjunction(at):
            if self.chunks[following].kind is Kind.ACTOR:
                return self.clause, self._actors_from(following), "inverted"
            if self.chunks[following].kind is Kind.PRONOUN:
                return self.clause, self._meant(following), "inverted_pronoun"
        if at == 0 and self.implied and self.chunks[-1].text != "?":
            return 0, self.implied, "elliptic"
        return at, (), ""

    def _direct_subject(self, back: int, at: int) -> tuple[int, tuple[ActorMention, ...], str] | None:
        chunk = self.chunks[back]
        if chunk.kind is Kind.PRONOUN and not self._governed(back):
            return back, self._meant(back), "pronoun"
        if chunk.kind is Kind.ACTOR:
            actors, start = self._actors_ending(back)
            if start > self.clause and self._governed(start):
                head = self._head_of_attribute(start)
                return (head, self._mentions(head), "active") if head is not None else None
            return (start, actors, "active") if actors else None
        head = self._head_of_attribute(back + 1, strict=False)
        return (head, self._mentions(head), "active_with_attribute") if head is not None else None

    def _head_of_attribute(self, end: int, *, strict: bool = True) -> int | None:
        """The actor that a prepositional attribute ending before chunk `end` belongs to ("avdelningen *på kontoret*")."""
        prepositions = self.lexicon.words_of("attribute_prepositions")
        for back in range(end - 1, max(self.clause, end - 7) - 1, -1):
            chunk = self.chunks[back]
            if chunk.kind in (Kind.COMMA, Kind.STOP, Kind.CONJUNCTION) or self._is_finite(chunk):
                return None
            if chunk.text.lower() in prepositions and back > 0 and self.chunks[back - 1].kind is Kind.ACTOR:
                head = back - 1
                return None if self._governed(head) else head
            if strict and back < end - 2:
                return None
        return None

    def _infinitive(self, at: int, modal: int | None) -> None:
        if modal is not None:
            self._after_modal(at, modal)
            return
        if self._preceded_by_conjunction(at) and self.frame is not None and self.frame.infinitive:
            self._add(at, self.frame.actors, "coordinated", left=self._left_of_conjunction(at), like=self.frame)
            return
        before = self._before(at)
        if before >= 0 and self.chunks[before].kind is Kind.ATT:
            self._after_att(at, before)
            return
        if at == 0 and self.implied:
            self._add(at, self.implied, "elliptic", left=0, infinitive=True)
            return
        self._note_unread(at)

    def _after_modal(self, at: int, modal: int) -> None:
        """ "Nämnden ska (inte) besluta", "I brådskande fall får ordföranden besluta"."""
        between = [c for c in range(modal + 1, at) if self.chunks[c].kind in (Kind.ACTOR, Kind.PRONOUN)]
        if between:
            actors = (
                self._actors_from(between[0]) if self.chunks[between[0]].kind is Kind.ACTOR else self._meant(between[0])
            )
            left, rule = self.clause, "inverted"
        else:
            left, actors, rule = self._subject(modal)
        if not actors:
            self._note_unread(at)
            return
        chunk = self.chunks[modal]
        duty = chunk.kind is Kind.DUTY
        negative = any(self.chunks[c].kind is Kind.NEGATION for c in range(modal, at))
        negative = negative or bool(set(chunk.text.lower().split()) & self.lexicon.words_of("negating_verbs"))
        modality = "" if duty else self.lexicon.modality[tuple(chunk.text.lower().split())]
        role = None
        if modality in self.lexicon.words_of("permission") and self.chunks[at].verb is None:
            role, rule = Role.IMPLEMENTS, "permission"  # what a body may or may not do, whatever the verb
        self._add(
            at, actors, rule, left=left, infinitive=True, duty=duty, modality=modality, negative=negative, role=role
        )

    def _after_att(self, at: int, att: int) -> None:
        """ "ansvarar för att besluta om …": the subject is that of the duty before it."""
        last = self.reading.events[-1] if self.reading.events else None
        if last is not None and last.role is Role.RESPONSIBLE and last.matter[1] == -1 and last.matter[0] >= att - 1:
            self.reading.events.pop()
            self._add(at, last.actors, last.rule, left=last.left, infinitive=True, duty=True, like=last)
        elif last is not None and last.duty and self._preceded_by_conjunction(att):
            self._add(at, last.actors, "coordinated", left=self._left_of_conjunction(att), like=last)
        elif (actors := self._duty_noun(att)) or (actors := self._delegate(att)):
            self._add(at, actors, "duty_noun", left=self.clause, infinitive=True, duty=True)
        else:
            self._note_unread(at)

    def _duty_noun(self, att: int) -> tuple[ActorMention, ...]:
        """The owner in "nämndens uppgift är att" and "det är nämndens ansvar att"."""
        for back in range(att - 1, max(self.clause, att - 5) - 1, -1):
            chunk = self.chunks[back]
            if chunk.kind is Kind.ACTOR and chunk.located and chunk.located.genitive:
                rest = {c.text.lower() for c in self.chunks[back + 1 : att]}
                return self._mentions(back) if rest & self.lexicon.words_of("duty_nouns") else ()
            if chunk.kind is Kind.ACTOR:
                text = " ".join(c.text.lower() for c in self.chunks[self.clause : back])
                if any(text.endswith(" ".join(phrase)) for phrase in self.lexicon.clauses["falls_on"]):
                    return self._mentions(back)
        return ()

    def _delegate(self, att: int) -> tuple[ActorMention, ...]:
        """The receiver in "delegerar till förvaltningschefen att …"."""
        delegates = self.lexicon.words_of("delegates")
        if att < 2 or self.chunks[att - 1].kind is not Kind.ACTOR:
            return ()
        if self.chunks[att - 2].text.lower() not in self.lexicon.words_of("to_body"):
            return ()
        return (
            self._mentions(att - 1) if any(c.text.lower() in delegates for c in self.chunks[self.clause : att]) else ()
        )

    def _passive(self, at: int, modal: int | None) -> None:
        agent = self._agent(at)
        start = modal if modal is not None else at
        while start - 1 >= self.clause and self.chunks[start - 1].kind in _TRANSPARENT:
            start -= 1
        until = agent[0] if agent else at + 2
        negative = any(c.kind is Kind.NEGATION for c in self.chunks[start:until])
        modality = ""
        if modal is not None and self.chunks[modal].kind is Kind.MODAL:
            modality = self.lexicon.modality[tuple(self.chunks[modal].text.lower().split())]
        last = self.reading.events[-1] if self.reading.events else None
        inverted = [c for c in range(at + 1, agent[0]) if self.chunks[c].kind is Kind.WORD] if agent else []
        opens = self.chunks[self.clause].text.lower() if self.clause < len(self.chunks) else ""
        if last is not None and last.passive and self._preceded_by_conjunction(start):
            matter, rule = last.matter, "passive_coordinated"
        elif inverted and (
            start == self.clause or opens in self.lexicon.words_of("fronted") or self.reading.conditions
        ):
            matter, rule = (at + 1, agent[0] if agent else at + 1), "passive_inverted"
        else:
            matter, rule = (self._matter_start(start), start), "passive"
        actors = agent[1] if agent else ()
        if self.open_condition >= 0 and self.open_condition == self.clause:
            self._close_condition(start)
        self._add(
            at, actors, rule if agent else "passive_without_agent", left=start, matter=matter, modality=modality,
            negative=negative, passive=True,
        )  # fmt: skip
        if negative and agent:
            self._instead(agent[0] + 1, at, matter)

    def _instead(self, denied: int, at: int, matter: tuple[int, int]) -> None:
        """ "… inte av A *utan av B*": what is denied of A is said of B."""
        instead = denied + 1
        if instead < len(self.chunks) and self.chunks[instead].text.lower() in self.lexicon.words_of("instead"):
            body = instead + 1
            while body < len(self.chunks) and self.chunks[body].text.lower() in self.lexicon.words_of("prepositions"):
                body += 1
            if self._next_kind(body) is Kind.ACTOR:
                self._add(
                    at, self._actors_from(body), "instead", left=instead, matter=matter, negative=False, passive=True
                )

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

    def _agent(self, at: int) -> tuple[int, tuple[ActorMention, ...]] | None:
        """The chunk of "av" and the actors behind it, for the passive at `at`."""
        agents = self.lexicon.words_of("agent")
        for following in range(at + 1, len(self.chunks) - 1):
            chunk = self.chunks[following]
            if chunk.kind in (Kind.STOP, Kind.RELATIVE) or self._is_finite(chunk):
                return None
            if chunk.text.lower() in agents and self.chunks[following + 1].kind is Kind.ACTOR:
                return following, self._actors_from(following + 1)
            if chunk.text.lower() in agents and self.chunks[following + 1].kind is Kind.PRONOUN:
                return None
        return None

    def _nominal(self, at: int) -> int:
        """ "Ansvaret för X ligger på Y", "Beslut om X fattas av Y": returns the chunk to go on with."""
        chunk = self.chunks[at]
        assert chunk.nominal is not None
        for following in range(at + 1, len(self.chunks)):
            rests = self.chunks[following]
            if rests.kind is Kind.STOP:
                break
            if rests.kind is not Kind.RESTS_ON:
                continue
            body = following + 1
            while body < len(self.chunks) and (
                self.chunks[body].kind in _TRANSPARENT
                or self.chunks[body].text.lower() in self.lexicon.words_of("prepositions")
            ):
                body += 1
            if body >= len(self.chunks) or self.chunks[body].kind is not Kind.ACTOR:
                if rests.value == "decision_taken":
                    self._add(at, (), "nominal_without_body", left=at, matter=(at + 1, following), passive=True)
                    return following + 1
                continue
            negative = any(self.chunks[c].kind is Kind.NEGATION for c in range(at, body))
            self._add(
                at,
                self._actors_from(body),
                "nominal",
                left=at,
                matter=(at + 1, following),
                negative=negative,
                passive=True,
            )
            if negative:
                self._instead(body, at, (at + 1, following))
            return body + 1
        return at + 1

    def _takes_decision(self, at: int) -> bool:
        """ "… ska *beslutet fattas av* Y": the decision is named before, without a matter of its own."""
        nouns = {
            phrase[-1] for nominal in self.lexicon.nominals for phrase in nominal.nouns if nominal.role is Role.DECIDES
        }
        before = {c.text.lower() for c in self.chunks[max(self.clause, at - 3) : at]}
        taken = {phrase[0] for phrase in self.lexicon.clauses["decision_taken"]}
        return self.chunks[at].text.split()[0] in taken and bool(before & nouns)

    def _decision_taken(self, at: int) -> None:
        agent = at + 1
        while agent < len(self.chunks) and self.chunks[agent].text.lower() in self.lexicon.words_of("agent"):
            agent += 1
        if agent >= len(self.chunks) or self.chunks[agent].kind is not Kind.ACTOR:
            return
        start = next((c for c in range(at - 1, self.clause, -1) if self.chunks[c].kind is Kind.MODAL), at - 1)
        if self.open_condition == self.clause:
            self._close_condition(start)
        self._add(
            at,
            self._actors_from(agent),
            "decision_taken",
            left=start,
            matter=(start, start),
            passive=True,
            role=Role.DECIDES,
        )

    def _without_approval(self, at: int) -> bool:
        """ "X får inte ske *utan tillstånd av* Y"."""
        following = [c.text.lower() for c in self.chunks[at : at + 3]]
        words_of = self.lexicon.words_of
        return (
            len(following) == 3
            and following[0] in words_of("instead")
            and following[1] in words_of("approval")
            and following[2] in words_of("approval_by")
            and self._next_kind(at + 3) is Kind.ACTOR
        )

    def _approval(self, at: int) -> None:
        verbs = [c for c in range(self.clause, at) if self._is_finite(self.chunks[c])]
        if verbs:
            actors = self._actors_from(at + 3)
            matter = (self._matter_start(verbs[0]), verbs[0])
            self._add(at, actors, "requires", left=at, matter=matter, negative=False, passive=True, role=Role.DECIDES)

    def _gapped(self, at: int) -> bool:
        """ "… beslutar om mål och *kommunstyrelsen om* riktlinjer": the verb is not said again."""
        if self.frame is None or at < 1 or at + 1 >= len(self.chunks) or self.pending or not self._joins(at - 1):
            return False
        verb = self.chunks[self.frame.at].verb
        return verb is not None and self.chunks[at + 1].text.lower() in verb.verb.particles

    def _same_verb_again(self, at: int) -> None:
        frame = self.frame
        if frame is not None:
            self._add(
                frame.at,
                self._mentions(at),
                "gapped",
                left=at - 1,
                matter=(at + 2, -1),
                modality=frame.modality,
                negative=False,
            )

    def _delegates(self, at: int) -> bool:
        return self.chunks[at].text.lower() in self.lexicon.words_of("delegates") and not self.pending

    def _delegation(self, at: int) -> None:
        """ "Nämnden har delegerat beslutanderätten i X till Y": Y decides X. With "att" the infinitive is read later."""
        to_body = self.lexicon.words_of("to_body")
        for following in range(at + 1, len(self.chunks) - 1):
            chunk = self.chunks[following]
            if chunk.kind in (Kind.STOP, Kind.ATT):
                return
            if chunk.text.lower() in to_body and self.chunks[following + 1].kind is Kind.ACTOR:
                start = at + 1
                while start < following and self.chunks[start].kind in (Kind.NOMINAL, *_TRANSPARENT):
                    start += 1
                if start < following:
                    actors = self._actors_from(following + 1)
                    self._add(
                        at, actors, "delegation", left=at, matter=(start, following), passive=True, role=Role.DECIDES
                    )
                    self.clause = following + 2
                return

    def _to_body(self, at: int) -> None:
        """ "X delegeras till Y", "X underställs Y", "X kräver Y:s godkännande", "X kräver godkännande av Y"."""
        if self.pending:
            self._consume(at)
            return
        chunk = self.chunks[at]
        body = at + 1
        if chunk.kind is Kind.REQUIRES:
            tail = [c.text.lower() for c in self.chunks[at + 1 : at + 6]]
            if not set(tail) & self.lexicon.words_of("approval"):
                return
            while body < len(self.chunks) and self.chunks[body].kind is not Kind.ACTOR and body <= at + 4:
                body += 1
        if body < len(self.chunks) and self.chunks[body].kind is Kind.ACTOR:
            rule = chunk.kind.name.lower()
            self._add(
                at,
                self._actors_from(body),
                rule,
                left=at,
                matter=(self._matter_start(at), at),
                passive=True,
                role=Role.DECIDES,
            )

    def _falls_on(self, at: int) -> None:
        """ "Det ankommer på Y att …" is read when its infinitive is reached; nothing is to be done before."""

    # -- actors ------------------------------------------------------------------------------------------------------

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

    def _governed(self, at: int) -> bool:
        """Whether a preposition stands before the actor at `at`."""
        if at <= self.clause or self.chunks[at - 1].text.lower() not in self.lexicon.words_of("prepositions"):
            return False
        denied = at - 3  # "*Inte* A utan B ansvarar …"
        return not (
            denied >= 0 and self.chunks[denied].kind is Kind.NEGATION and self.chunks[at - 2].kind is Kind.ACTOR
        )

    def _meant(self, at: int) -> tuple[ActorMention, ...]:
        """Whom the pronoun at `at` means: the antecedent, if it agrees in number."""
        plural = self.chunks[at].value == "pronouns.plural"
        if not self.antecedent:
            return ()
        many = len(self.antecedent) > 1 or any(m.plural for m in self.antecedent)
        return self.antecedent if many == plural else ()

    # -- small things ------------------------------------------------------------------------------------------------

    def _before(self, at: int) -> int:
        back = at - 1
        while back >= 0 and self.chunks[back].kind in _TRANSPARENT:
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

    def _next_kind(self, at: int) -> Kind | None:
        return self.chunks[at].kind if at < len(self.chunks) else None

    def _stop_after(self, at: int) -> int:
        while at < len(self.chunks) and self.chunks[at].kind is not Kind.STOP:
            if self.chunks[at].kind is Kind.ROLE_VERB:
                self._note_unread(at)
            at += 1
        return at

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
        whole = (duty and own is Role.RESPONSIBLE) or rule == "permission"
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
            self.chunks[c].kind in (*_TRANSPARENT, Kind.ACTOR, Kind.MODAL, Kind.NEGATION, Kind.PRONOUN)
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
        while following < len(self.chunks) and self.chunks[following].kind in (*_TRANSPARENT, Kind.ACTOR, Kind.PRONOUN):
            if self.chunks[following].kind is Kind.ACTOR and not inverted and self._is_object(at):
                break
            following += 1
        if verb is None:
            return following
        if verb.verb.companions and not verb.verb.keep:
            for ahead in range(following, min(len(self.chunks), at + 9)):
                if self.chunks[ahead].text.lower() in verb.verb.companions:
                    following = ahead + 1
                    while inverted and self._next_kind(following) is Kind.ACTOR:
                        following += 1
                    break
        if following < len(self.chunks) and self.chunks[following].text.lower() in verb.verb.particles:
            following += 1
        return following

    def _is_object(self, at: int) -> bool:
        """Whether the actor behind the verb at `at` is what it acts on: the subject stands before the verb."""
        return any(self.chunks[c].kind in (Kind.ACTOR, Kind.PRONOUN) for c in range(self.clause, at)) or at == 0


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
