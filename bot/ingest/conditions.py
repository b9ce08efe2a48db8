"""Relative clauses, conditions and other subordinate clauses: which verbs belong to them, and where each ends."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ingest.agents import Agents
from bot.ingest.chunks import Kind
from bot.ingest.walk import TRANSPARENT
from bot.models import ActorMention, Role


class Conditions(Agents):
    """The rules for what stands under a clause: its verbs are passed over."""

    def _comma(self, at: int) -> None:
        self._close_condition(at)
        if self.cleft_left >= self.clause and at > self.cleft_left:
            self.cleft = ()
        if self.pending and self.relative_subject is None:
            following = self._next_kind(at + 1)
            self.pending = self.pending if following in (Kind.RELATIVE, Kind.CONDITION) else 0
        if self._next_kind(at + 1) is Kind.CONJUNCTION and self._next_kind(at + 2) is Kind.ACTOR:
            self.clause = at + 2

    def _relative(self, at: int) -> None:
        head = at - 1
        while head >= 0 and self.chunks[head].kind in (*TRANSPARENT, Kind.COMMA):
            head -= 1
        if head >= 0 and self.chunks[head].kind is Kind.ACTOR and self._is_cleft(head):
            actors, start = self._actors_ending(head)
            self.cleft = actors
            self._close_condition(start - 1)
            return
        if self._both(at):
            return
        asks = at == self.clause and self.chunks[at].text.lower() in self.lexicon.words_of("interrogatives")
        if asks and any(c.kind is Kind.RELATIVE for c in self.chunks[at + 1 : self._clause_end(at)]):
            return  # "*Vilka föreningar som* får bidrag avgörs av …"
        if self.chunks[at - 1].kind is Kind.COMMA and self._relative_passive(at):
            return
        if head == at - 2 and self.chunks[head].kind is Kind.ACTOR and self.chunks[at - 1].kind is Kind.COMMA:
            self._goes_on_about(head, at)
            return
        if head == at - 1 and not self._governed(head):
            if self.chunks[head].kind is Kind.ACTOR:
                self.relative_subject = (at, self._mentions(head))
            elif self.chunks[head].kind is Kind.PRONOUN and head == self.clause:  # "*Den som* reser ansvarar för …"
                self.relative_subject = (at, (ActorMention("", ()),))
        self.pending += 1

    def _goes_on_about(self, head: int, at: int) -> None:
        """ "…, som …" tells more of the body at `head`: it acts there, and in the main clause only where no preposition governs it."""
        governed = self._governed(head)
        part_of = self._head_of_attribute(head) if governed else None
        self.cleft = self._mentions(head if part_of is None else part_of)
        self.resumed = () if governed else self.cleft
        self.cleft_left = at if governed else -1
        self.pending += not self.cleft

    def _relative_passive(self, at: int) -> bool:
        """Read "…, som godkänns av Y" as said of the noun before it. Returns whether it is such a clause."""
        verb = at + 1
        while verb < len(self.chunks) and self.chunks[verb].kind in (*TRANSPARENT, Kind.MODAL):
            verb += 1
        if not (verb < len(self.chunks) and self._is_passive(verb) and self._has_agent(verb)):
            return False
        start = at - 1
        while start > self.clause and self._in_noun_phrase(start - 1):
            start -= 1
        agent = self._agent(verb)
        if start == at - 1 or agent is None:
            return False
        role = None if self.chunks[verb].verb else Role.IMPLEMENTS
        negative = any(c.kind is Kind.NEGATION for c in self.chunks[at:verb])
        rule = "passive_task" if role else "passive"
        if not (role and negative):
            self._add(verb, agent[1], rule, left=at, matter=(start, at - 1), passive=True, role=role, negative=negative)
        self.read = verb
        return True

    def _in_noun_phrase(self, at: int) -> bool:
        chunk = self.chunks[at]
        return chunk.kind in (Kind.WORD, Kind.ACTOR) and chunk.text.lower() not in self.lexicon.words_of("prepositions")

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
        if finite and self._next_kind(at - 1) is Kind.RELATIVE:
            return  # "…, som *då* ska …"
        if finite and at + 1 < len(self.chunks):
            following = self.chunks[at + 1].text.lower()
            if following in self.lexicon.words_of("interrogatives") and at > self.clause:
                # "frågor *om hur* riktlinjerna ska tolkas": what the noun is about
                self.pending += self.chunks[at + 1].kind not in (Kind.SUBORDINATOR, Kind.RELATIVE)
                return
        if finite and self.open_condition == self.clause < at and self.pending and self._is_preposition(at):
            return
        if finite and self._leave(at):
            self.pending += 1
            return
        if finite and self._is_particle(at):
            self.pending += self._finite_before_comma(at)  # "avgör *om* bidrag ska ges": a question of its own
            return
        if finite and (not self._finite_before_comma(at) or self._is_phrase(at)):
            return
        if self.open_condition == self.clause and self.chunks[self.clause].kind is not Kind.CONDITION:
            self.pending += (
                chunk.value != "conditions.phrasal"
            )  # "Är det oklart *om* … ska …": one condition within another
            return
        if self._next_kind(at - 1) is Kind.COMMA and at - 2 == self.clause and self.chunks[at - 2].kind is Kind.ACTOR:
            self.resumed = self._mentions(at - 2)  # "Styrgruppen, *där chefen är ordförande*, godkänner …"
        self._close_condition(at)
        self.open_condition = at
        if chunk.value != "conditions.phrasal" and not self._has_verb(at):
            self.pending += 1

    def _is_preposition(self, at: int) -> bool:
        """Whether the word at `at` that may open a condition is a preposition: a noun stands before it and behind it."""
        around = {self._next_kind(at - 1), self._next_kind(at + 1)}
        return around == {Kind.WORD} and self.chunks[at].text.lower() in self.lexicon.words_of("prepositions")

    def _leave(self, at: int) -> bool:
        """Read "X får delta på distans, *om ordföranden har medgett det*": the condition names who decides. Returns whether it does."""
        body = at + 1
        while self._next_kind(body) in TRANSPARENT:
            body += 1
        verb = body + 1
        while verb < len(self.chunks) and self.chunks[verb].text.lower() in self.lexicon.words_of("auxiliaries"):
            verb += 1
        modals = [c for c in range(self.clause, at) if self.chunks[c].kind is Kind.MODAL]
        if self._next_kind(body) is not Kind.ACTOR or self._next_kind(verb) is not Kind.ROLE_VERB or not modals:
            return False
        form = self.chunks[verb].verb
        told = self.chunks[verb + 1 : self._clause_end(verb)]
        permitted = self.lexicon.modality[tuple(self.chunks[modals[0]].text.split())] in self.lexicon.words_of(
            "permission"
        )
        if not (
            permitted and form is not None and form.verb.role is Role.DECIDES and not form.passive
            and verb != self.read and self._gives_leave([c.text.lower() for c in told])
        ):  # fmt: skip
            return False
        self._add(
            verb, self._mentions(body), "leave_given", left=at, matter=(self._matter_start(modals[0]), at), negative=False,
            passive=True, role=Role.DECIDES,
        )  # fmt: skip
        return True

    def _gives_leave(self, told: Sequence[str]) -> bool:
        """Whether all that a condition tells behind its verb is the leave itself ("har medgett *det*", "lämnar *sitt tillstånd*")."""
        words_of = self.lexicon.words_of
        if len(told) == 1:
            return told[0] in words_of("whole_clause") | words_of("approval")
        return len(told) == 2 and told[0] in words_of("its_own") and told[1] in words_of("approval")

    def _has_verb(self, at: int) -> bool:
        """Whether a condition's first words hold its verb ("*som överstiger* …")."""
        return any(word in self.lexicon.finite_verbs for word in self.chunks[at].text.split())

    def _is_phrase(self, at: int) -> bool:
        """Whether "om" opens a mere phrase: the clause has no verb before it and only its own behind it ("Avtal *om* lokaler
        beslutas"), or it stands first and the verb has its subject behind it ("*Om* ändringar beslutar fullmäktige")."""
        opens = at == self.clause or self.chunks[at - 1].kind is Kind.COMMA
        if not opens:
            return not any(self._is_finite(c) for c in self.chunks[self.clause : at])
        verbs = [c for c in range(at + 1, self._clause_end(at)) if self._is_finite(self.chunks[c])]
        return len(verbs) == 1 and self._next_kind(self._past_reflexive(verbs[0] + 1)) is Kind.ACTOR

    def _past_reflexive(self, at: int) -> int:
        """`at`, behind adverbs and a companion of the verb before ("yttrar *sig* nämnden")."""
        while at < len(self.chunks):
            verb = self.chunks[at - 1].verb
            companion = verb is not None and self.chunks[at].text.lower() in verb.verb.companions
            if self.chunks[at].kind not in TRANSPARENT and not companion:
                break
            at += 1
        return at

    def _is_particle(self, at: int) -> bool:
        """Whether "om" belongs to the role verb or nominal before it ("beslutar nämnden *om* …")."""
        back = at - 1
        while back >= 0 and self.chunks[back].kind in (*TRANSPARENT, Kind.ACTOR, Kind.PRONOUN):
            back -= 1
        if back < 0 or at == self.clause:
            return False
        before = self.chunks[back]
        near = self.chunks[max(0, back - 6) : back]
        if before.text.lower() in self.lexicon.words_of("prepositions"):  # "tar ställning *till om* …"
            return any(c.verb and before.text.lower() in c.verb.verb.particles for c in near)
        companion = any(
            c.verb and before.text.lower() in c.verb.verb.companions for c in self.chunks[max(0, back - 6) : back]
        )
        return companion or (before.kind in (Kind.ROLE_VERB, Kind.NOMINAL))

    def _finite_before_comma(self, at: int) -> bool:
        for following in range(at + 1, len(self.chunks)):
            chunk = self.chunks[following]
            around = {self._next_kind(following - 1), self._next_kind(following + 1)}
            opens = at == self.clause and chunk.kind is Kind.CONJUNCTION
            if opens and len(around) == 1 and around <= {Kind.PRONOUN, Kind.ACTOR}:
                continue  # "när *hon eller han* …"
            if at == self.clause and chunk.kind is Kind.CONDITION and self._is_preposition(following):
                continue  # "innan ett avtal *om* bidrag sägs upp"
            if chunk.kind in (Kind.COMMA, Kind.STOP, Kind.RELATIVE, Kind.CONJUNCTION, Kind.CONDITION, Kind.ATT):
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
        while following < len(self.chunks) and self.chunks[following].kind in TRANSPARENT:
            following += 1
        if following >= len(self.chunks):
            return False
        kind = self.chunks[following].kind
        return kind in (Kind.ACTOR, Kind.PRONOUN, Kind.FINITE, Kind.MODAL) or (
            kind is Kind.WORD and not self._infinitive_soon(following)
        )

    def _opens_relative(self, at: int) -> bool:
        """Whether the unknown word at `at` is the verb of a relative clause: directly behind "som", in a verb's form, and alone."""
        word = self.chunks[at].text
        before = self._before(at)
        as_subject = before >= 0 and self.chunks[before].text.lower() in self.lexicon.words_of("as_subject")
        if not as_subject or not word.islower() or word in self.lexicon.words_of("prepositions"):
            return False
        following = at + 1
        alone = following >= len(self.chunks) or not self._is_finite(self.chunks[following])
        return alone and word.endswith(tuple(self.lexicon.words_of("verbal_endings")))

    def _stated(self, at: int) -> bool:
        """Whether a text is reported behind "att" ("I programmet anges *att* …")."""
        before = self._before(at)
        stated = before >= 0 and self.chunks[before].text.lower() in self.lexicon.words_of("stated")
        return stated and not self.pending and self._subordinate(at)

    def _infinitive_soon(self, at: int) -> bool:
        return self.chunks[at].text.lower().endswith("a") or any(
            c.kind in (Kind.INFINITIVE, Kind.ROLE_VERB) and not self._is_finite(c) for c in self.chunks[at : at + 2]
        )

    def _consume(self, at: int) -> None:
        """The verb at `at` belongs to a relative clause or a condition."""
        self.pending -= 1
        chunk = self.chunks[at]
        lends = chunk.kind is Kind.MODAL or chunk.text.lower() in self.lexicon.words_of("auxiliaries")
        self.borrowed_from = at if lends else -1

    def _stop_after(self, at: int) -> int:
        while at < len(self.chunks) and self.chunks[at].kind is not Kind.STOP:
            if self.chunks[at].kind is Kind.ROLE_VERB:
                self._note_unread(at)
            at += 1
        return at
