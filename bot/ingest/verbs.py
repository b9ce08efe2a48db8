"""Role verbs, active and passive, finite and behind a modal verb or "att", to events."""

from __future__ import annotations

from bot.ingest.chunks import PASSIVE, Kind
from bot.ingest.subjects import Subjects
from bot.ingest.walk import TRANSPARENT
from bot.models import ActorMention, Role

_PARTICLE = 3  # chunks from a passive to its agent with a particle between ("delas *ut* av")


class Verbs(Subjects):
    """The rules by which a verb becomes an event."""

    def _verb(self, at: int) -> None:
        chunk = self.chunks[at]
        if at == self.read:
            return
        if (
            chunk.kind is Kind.RESTS_ON
            and self._next_kind(at + 1) is Kind.ACTOR
            and self._next_kind(at + 2) is Kind.RELATIVE
        ):
            return  # "… är det nämnden som …": the verb behind "som" is the one that counts
        verb = chunk.verb
        other = chunk.kind is Kind.FINITE and chunk.value == PASSIVE
        ambiguous = other or (verb is not None and verb.passive and verb.form in ("infinitive", "present"))
        finite = self._is_finite(chunk)
        governed = self._governing_modal(at)
        if ambiguous and (governed is not None or self._next_kind(at - 1) is Kind.ATT):
            finite = False
        if finite and self.pending:
            self._consume(at)
            return
        if verb is not None and verb.form == "supine" and self.pending and self.borrowed_from < 0 and governed is None:
            self._consume(at)  # "som *beslutats* av nämnden": without "har"
            return
        if not finite and self.borrowed_from >= 0:
            borrowed = governed == self.borrowed_from or bool(verb and verb.form == "supine")
            self.borrowed_from = -1
            if borrowed:
                return
        if chunk.kind is Kind.MODAL and self._followed_by_verb(at):
            if self.open_condition >= 0 and self.open_condition == self.clause:
                self._close_condition(at)
            self.borrowed_from = -1
            return  # read together with its infinitive
        if verb is not None and verb.passive:
            if self._next_kind(at + 1) is Kind.INFINITIVE:
                return  # "antas öka" is no decision
            self._passive(at, governed)
        elif other and self._has_agent(at):
            self._passive(at, governed, task=True)
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
            if self.frame.duty and self.chunks[at].verb is None:
                return  # "att upprätta program och *boka* lokaler": one task
            allowed = self.frame.rule == "permission" and self.chunks[at].verb is None
            if allowed and any(self.chunks[c].kind is Kind.MODAL for c in range(self.frame.at, at)):
                return  # "… om alla kan se *och höra* …"
            self._add(
                at, self.frame.actors, "permission" if allowed else "coordinated", left=self._left_of_conjunction(at),
                like=self.frame, role=Role.IMPLEMENTS if allowed else None,
            )  # fmt: skip
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
        between = self._subject_behind(modal, at)
        if between and self._next_kind(between[0] + 1) is Kind.RELATIVE:
            actors, left, rule = self._with_relative(between[0], at), self.clause, "inverted"
            self.relative_subject = None
        elif between:
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
        elif self._is_task(at, modality, negative):
            role, rule = Role.RESPONSIBLE, "task"
        self._add(
            at, actors, rule, left=left, infinitive=True, duty=duty, modality=modality, negative=negative, role=role
        )

    def _is_task(self, at: int, modality: str, negative: bool) -> bool:
        """Whether "ska" hands out a task by a verb without a role of its own ("ska *främja* …")."""
        obliged = modality in self.lexicon.words_of("obliged") and not negative and self.chunks[at].verb is None
        return obliged and self.chunks[at].text.lower() not in self.lexicon.words_of("states")

    def _subject_behind(self, modal: int, at: int) -> list[int]:
        """The place of the subject between a modal verb and its infinitive: it stands directly behind the former."""
        following = modal + 1
        while following < at and self.chunks[following].kind in TRANSPARENT:
            following += 1
        return [following] if following < at and self._is_subject(following) else []

    def _is_subject(self, at: int) -> bool:
        """Whether an actor, or a pronoun that is no article ("*den* samlade bedömningen"), stands at `at`."""
        kind, behind = self.chunks[at].kind, self.chunks[at + 1]
        alone = behind.kind is not Kind.WORD or behind.text.lower() in self.lexicon.words_of("prepositions")
        return kind is Kind.ACTOR or (kind is Kind.PRONOUN and alone)

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
        """The owner in "nämndens uppgift är att" and "det är nämndens ansvar att"; with "i uppgiften ingår att" the one spoken of."""
        said = [c.text.lower() for c in self.chunks[self.clause : att]]
        words_of = self.lexicon.words_of
        if len(said) >= 3 and said[1] in words_of("task_holds") and set(said[2:]) & words_of("holds"):
            return self.implied
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

    def _passive(self, at: int, modal: int | None, *, task: bool = False) -> None:
        """A verb in the passive; with `task` one without a role of its own, whose agent has it for a task."""
        verb = self.chunks[at].verb
        if verb is not None and verb.verb.heard:
            self._heard(at, modal)
            return
        agent = self._agent(at)
        if agent is None and self._before(at) >= 0 and self.chunks[self._before(at)].kind is Kind.ATT:
            return  # "ska tåla *att granskas*"
        start = modal if modal is not None else at
        while start - 1 >= self.clause and (
            self.chunks[start - 1].kind in TRANSPARENT
            or self.chunks[start - 1].text.lower() in self.lexicon.words_of("auxiliaries")
        ):
            start -= 1
        until = agent[0] if agent else at + 2
        negative = any(c.kind is Kind.NEGATION for c in self.chunks[start:until])
        if task and negative:
            return
        modality = ""
        if modal is not None and self.chunks[modal].kind is Kind.MODAL:
            modality = self.lexicon.modality[tuple(self.chunks[modal].text.lower().split())]
        matter, rule = self._passive_matter(at, modal, start, agent[0] if agent else None, task=task)
        actors = agent[1] if agent else self._here()
        if self.open_condition >= 0 and self.open_condition == self.clause:
            self._close_condition(start)
        elif modal is not None and modal < self.open_condition < at:
            self._close_condition(at)
        self._add(
            at, actors, "passive_task" if task else rule if actors else "passive_without_agent", left=start, matter=matter,
            modality=modality, negative=negative, passive=True, role=Role.IMPLEMENTS if task else None,
        )  # fmt: skip
        if agent and not negative:
            self._share_agent(agent[1], start)
            self._more_agents(agent[0] + 2)
        if negative and agent:
            self._instead(agent[0] + 1, at, matter)

    def _heard(self, at: int, modal: int | None) -> None:
        """ "*Rådet* ska höras": the subject of the passive is the body that has the role."""
        behind = self._subject_behind(modal, at) if modal is not None else []
        if behind:
            actors = self._actors_from(behind[0]) or self._meant(behind[0])
            left = self.clause
        else:
            left, actors, _ = self._subject(at if modal is None else modal)
        if actors:
            told = self.chunks[modal].text.lower().split() if modal is not None else []
            negative = any(c.kind is Kind.NEGATION for c in self.chunks[left:at])
            modality = self.lexicon.modality.get(tuple(told), "")
            self._add(at, actors, "heard", left=left, modality=modality, negative=negative)

    def _passive_matter(
        self, at: int, modal: int | None, start: int, agent: int | None, *, task: bool
    ) -> tuple[tuple[int, int], str]:
        """The span of what the passive at `at` is about, and by which rule it is found."""
        last = self.reading.events[-1] if self.reading.events else None
        opens = self.chunks[self.clause].text.lower() if self.clause < len(self.chunks) else ""
        fronted = (
            start == self.clause or opens in self.lexicon.words_of("fronted") or bool(self.reading.conditions)
            or self.open_condition == self.clause or self.chunks[self.clause].kind in TRANSPARENT
        )  # fmt: skip
        end = at if not task else agent if agent is not None and agent - at <= _PARTICLE else at + 1
        if last is not None and last.passive and self._preceded_by_conjunction(start):
            return last.matter, "passive_coordinated"
        if modal is not None and fronted and any(c.kind not in TRANSPARENT for c in self.chunks[modal + 1 : at]):
            return (modal + 1, end), "passive"  # "… ska *yttrandet* avges av nämnden"
        behind = range(at + 1, agent if agent is not None else self._clause_end(at))
        if fronted and any(self.chunks[c].kind in (Kind.WORD, Kind.ACTOR) for c in behind):
            return (at if task else at + 1, agent if agent is not None else -1), "passive_inverted"
        first = self._matter_start(start)
        shared = self._preceded_by_conjunction(start)  # "*Planen* gäller alla och *ska följas* av nämnden"
        said = next(
            (c for c in range(first, start) if self._is_finite(self.chunks[c]) and not self._in_relative(c)), -1
        )
        if shared and said > first:
            return (first, said), "passive"
        return (first, end if task else start), "passive"

    def _here(self) -> tuple[ActorMention, ...]:
        """The body of the heading, for a clause that opens with "här"."""
        here = self.clause < len(self.chunks) and self.chunks[self.clause].text.lower() in self.lexicon.words_of("here")
        return self.implied if here and not self.antecedent else ()

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
