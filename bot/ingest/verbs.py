"""Role verbs, active and passive, finite and behind a modal verb or "att", to events."""

from __future__ import annotations

from bot.ingest.chunks import Kind
from bot.ingest.subjects import Subjects
from bot.ingest.walk import TRANSPARENT
from bot.models import ActorMention, Role


class Verbs(Subjects):
    """The rules by which a verb becomes an event."""

    def _verb(self, at: int) -> None:
        chunk = self.chunks[at]
        if (
            chunk.kind is Kind.RESTS_ON
            and self._next_kind(at + 1) is Kind.ACTOR
            and self._next_kind(at + 2) is Kind.RELATIVE
        ):
            return  # "… är det nämnden som …": the verb behind "som" is the one that counts
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

    def _followed_by_verb(self, at: int) -> bool:
        for following in range(at + 1, len(self.chunks)):
            chunk = self.chunks[following]
            if chunk.kind in (Kind.ROLE_VERB, Kind.INFINITIVE):
                return True
            if chunk.kind in (Kind.STOP, Kind.FINITE, Kind.MODAL):
                return False
        return False

    def _active(self, at: int) -> None:
        left, actors, rule = self._subject(at)
        if not actors:
            self._note_unread(at)
            if self.chunks[at].kind is Kind.FINITE and self.frame is not None and self._preceded_by_conjunction(at):
                self._add(at, (), "other_verb", left=self._left_of_conjunction(at), role=None)
            return
        self._add(at, actors, rule, left=left)

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
        while start - 1 >= self.clause and self.chunks[start - 1].kind in TRANSPARENT:
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
