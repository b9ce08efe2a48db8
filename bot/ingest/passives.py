"""Verbs in the passive: what they are about stands before them, behind them, or behind their modal verb."""

from __future__ import annotations

from bot.ingest.chunks import Kind
from bot.ingest.subjects import Subjects
from bot.ingest.walk import TRANSPARENT
from bot.models import ActorMention, Role

_PARTICLE = 3  # chunks from a passive to its agent with a particle between ("delas *ut* av")


class Passives(Subjects):
    """The rules by which a passive becomes an event."""

    def _passive(self, at: int, modal: int | None, *, task: bool = False) -> None:
        """A verb in the passive; with `task` one without a role of its own, whose agent has it for a task."""
        verb = self.chunks[at].verb
        if verb is not None and verb.verb.heard:
            self._heard(at, modal)
            return
        agent = self._agent(at) or self._decided_in(at)
        if agent is None and self._before(at) >= 0 and self.chunks[self._before(at)].kind is Kind.ATT:
            return  # "ska tåla *att granskas*"
        if agent is None and (fronted := self._agent_first(at if modal is None else modal)):
            self._acted_by(fronted, at, modal, task=task)
            return
        if agent is None and (decider := self._after_decision(at)):
            start = self._verb_group(at, modal)
            matter = (self._matter_start(start), start)
            self._add(
                at,
                decider,
                "after_decision",
                left=start,
                matter=matter,
                negative=False,
                passive=True,
                role=Role.DECIDES,
            )
            event = self.reading.events[-1]
            event.role, event.verb = Role.DECIDES, f"{event.verb} {self.chunks[self._decision_behind(at)].text}"
            return
        start = self._verb_group(at, modal)
        until = agent[0] if agent else at + 2
        negative = any(c.kind is Kind.NEGATION for c in self.chunks[start:until])
        if task and negative:
            return
        modality = ""
        if modal is not None and self.chunks[modal].kind is Kind.MODAL:
            modality = self.lexicon.modality[tuple(self.chunks[modal].text.lower().split())]
        matter, rule = self._passive_matter(at, modal, start, agent[0] if agent else None, task=task)
        actors = agent[1] if agent else self._here()
        if rule == "passive_inverted":
            self._circumstance(at, start)
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

    def _verb_group(self, at: int, modal: int | None) -> int:
        """Where the verb at `at` begins, with its modal verb and the small words before it."""
        start = modal if modal is not None else at
        while start - 1 >= self.clause and (
            self.chunks[start - 1].kind in TRANSPARENT
            or self.chunks[start - 1].text.lower() in self.lexicon.words_of("auxiliaries")
        ):
            start -= 1
        return start

    def _acted_by(self, actors: tuple[ActorMention, ...], at: int, modal: int | None, *, task: bool) -> None:
        """ "*Av nämnden* fattas beslut om X", "Av nämnden ska även utses Y": what it is about stands behind the verb."""
        told = self.chunks[modal].text.lower().split() if modal is not None else []
        role = Role.IMPLEMENTS if task else None
        self._add(
            at, actors, "passive_agent_first", left=self.clause, matter=(self._after_particle(at, whole=task, inverted=True), -1),
            modality=self.lexicon.modality.get(tuple(told), ""), passive=True, role=role,
        )  # fmt: skip

    def _heard(self, at: int, modal: int | None) -> None:
        """ "*Rådet* ska höras": the subject of the passive is the body that has the role."""
        behind = self._subject_behind(modal, at) if modal is not None else []
        matter = None
        if behind:
            actors = self._actors_from(behind[0]) or self._meant(behind[0])
            left = self.clause
        else:
            left, actors, rule = self._subject(at if modal is None else modal)
            matter = (self.clause, at) if rule == "inverted" and self.clause < at else None
            said = {c.text.lower() for c in self.chunks[self.clause : at]}
            if matter and said <= self.lexicon.words_of("unsaid") | self.lexicon.words_of("prepositions"):
                return  # "vid frågor kontaktas X": about anything at all
        if actors:
            told = self.chunks[modal].text.lower().split() if modal is not None else []
            negative = any(c.kind is Kind.NEGATION for c in self.chunks[left:at])
            modality = self.lexicon.modality.get(tuple(told), "")
            self._add(at, actors, "heard", left=left, matter=matter, modality=modality, negative=negative)

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
        first_behind = next((self.chunks[c].text.lower() for c in behind if self.chunks[c].kind not in TRANSPARENT), "")
        led = first_behind in self.lexicon.words_of("prepositions")  # "undertecknas *av* behörig person"
        if fronted and not led and any(self.chunks[c].kind in (Kind.WORD, Kind.ACTOR) for c in behind):
            return (at if task else at + 1, agent if agent is not None else -1), "passive_inverted"
        first = self._matter_start(start)
        shared = self._preceded_by_conjunction(start)  # "*Planen* gäller alla och *ska följas* av nämnden"
        first = self.clause if shared and first >= start else first
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
