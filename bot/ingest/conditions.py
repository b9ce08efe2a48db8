"""Relative clauses, conditions and other subordinate clauses: which verbs belong to them, and where each ends."""

from __future__ import annotations

from bot.ingest.chunks import Kind
from bot.ingest.walk import TRANSPARENT, Walk


class Conditions(Walk):
    """The rules for what stands under a clause: its verbs are passed over."""

    def _comma(self, at: int) -> None:
        self._close_condition(at)
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
        if head == at - 2 and self.chunks[head].kind is Kind.ACTOR and self.chunks[at - 1].kind is Kind.COMMA:
            self.cleft = () if self._governed(head) else self._mentions(head)
            self.resumed = self.cleft
            self.pending += not self.cleft
            return
        if head == at - 1 and self.chunks[head].kind is Kind.ACTOR and not self._governed(head):
            self.relative_subject = (at, self._mentions(head))
        self.pending += 1

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
        while following < len(self.chunks) and self.chunks[following].kind in TRANSPARENT:
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

    def _consume(self, at: int) -> None:
        """The verb at `at` belongs to a relative clause or a condition."""
        self.pending -= 1
        self.borrowed_infinitive = self.chunks[at].kind is Kind.MODAL or self.chunks[
            at
        ].text.lower() in self.lexicon.words_of("auxiliaries")

    def _stop_after(self, at: int) -> int:
        while at < len(self.chunks) and self.chunks[at].kind is not Kind.STOP:
            if self.chunks[at].kind is Kind.ROLE_VERB:
                self._note_unread(at)
            at += 1
        return at
