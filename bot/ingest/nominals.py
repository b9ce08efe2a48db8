"""Roles given without a verb of their own: "ansvaret ligger på", "delegeras till", "kräver godkännande av"."""

from __future__ import annotations

from bot.ingest.chunks import Chunk, Kind
from bot.ingest.verbs import Verbs
from bot.ingest.walk import TRANSPARENT
from bot.models import Role


class Nominals(Verbs):
    """The rules for turns of phrase that hand out a role."""

    def _nominal(self, at: int) -> int:
        """ "Ansvaret för X ligger på Y", "Beslut om X fattas av Y": returns the chunk to go on with."""
        chunk = self.chunks[at]
        assert chunk.nominal is not None
        for following in range(at + 1, len(self.chunks)):
            rests = self.chunks[following]
            if rests.kind is Kind.STOP:
                break
            parted = self._parted(following)
            if rests.kind is not Kind.RESTS_ON and not parted:
                continue
            body = parted or self._past_insertion(following + 1)
            while body < len(self.chunks) and (
                self.chunks[body].kind in TRANSPARENT
                or self.chunks[body].text.lower() in self.lexicon.words_of("prepositions")
            ):
                body += 1
            body = self._past_whose(body, taken=rests.value == "decision_taken")
            if body >= len(self.chunks) or self.chunks[body].kind is not Kind.ACTOR:
                if rests.value == "decision_taken":
                    self._add(at, (), "nominal_without_body", left=at, matter=(at + 1, following), passive=True)
                    return following + 1
                continue
            negative = any(self.chunks[c].kind is Kind.NEGATION for c in range(at, body))
            self._add(
                at,
                self._named_from(body),
                "nominal",
                left=at,
                matter=(at + 1, following),
                negative=negative,
                passive=True,
            )
            if rests.text.split()[-1] in self.lexicon.words_of("agent"):
                self.reading.events[-1].verb += f" {rests.text}"  # "uppsikten över X *utövas av* Y"
            if negative:
                self._instead(body, at, (at + 1, following))
            return self._and_of_more(at, body + 1)
        return at + 1

    def _and_of_more(self, at: int, behind: int) -> int:
        """Read "beslut om X fattas av A *och om Y av B*" on from `behind` the first body. Returns the chunk to go on with."""
        nominal = self.chunks[at].nominal
        while (
            nominal is not None
            and self._next_kind(behind) in (Kind.CONJUNCTION, Kind.COMMA)
            and behind + 1 < len(self.chunks)
            and self.chunks[behind + 1].text.lower() in nominal.particles
        ):
            agents = self.lexicon.words_of("agent")
            spoken = range(behind + 2, self._clause_end(behind) - 1)
            agent = next((c for c in spoken if self.chunks[c].text.lower() in agents), -1)
            if agent < 0 or self._next_kind(agent + 1) is not Kind.ACTOR:
                break
            self._add(
                at,
                self._named_from(agent + 1),
                "nominal",
                left=behind,
                matter=(behind + 2, agent),
                negative=False,
                passive=True,
            )
            behind = agent + 2
        return behind

    def _past_whose(self, at: int, *, taken: bool) -> int:
        """The body behind "av" where what stands at `at` tells whose matter it is ("fattas för *nämndens ledamöter* av *ordföranden*");
        `taken`: a decision is said to be taken, so that this need not be a body."""
        if at >= len(self.chunks):
            return at
        located = self.chunks[at].located
        if (located is not None and not located.genitive) or (located is None and not taken):
            return at
        agents = self.lexicon.words_of("agent")
        behind = range(at + 1, self._clause_end(at) - 1)
        found = next((c + 1 for c in behind if self.chunks[c].text.lower() in agents), len(self.chunks))
        return at if any(self._is_finite(c) for c in self.chunks[at:found]) else found

    def _past_insertion(self, at: int) -> int:
        """The chunk behind what stands between commas from `at` on ("fattas, *efter förslag från juryn*, av Y")."""
        if self._next_kind(at) is not Kind.COMMA or self._next_kind(at + 1) is not Kind.CONDITION:
            return at
        end = next((c for c in range(at + 1, self._clause_end(at)) if self.chunks[c].kind is Kind.COMMA), -1)
        agents = self.lexicon.words_of("agent")
        resumes = 0 < end < len(self.chunks) - 1 and self.chunks[end + 1].text.lower() in agents
        return end + 1 if resumes else at

    def _parted(self, at: int) -> int:
        """The place of the body in "vilar enligt programmet på Y", or 0."""
        if self.chunks[at].text.lower() not in self.lexicon.words_of("parted"):
            return 0
        for following in range(at + 2, min(at + 7, len(self.chunks) - 1)):
            if self.chunks[following].kind in (Kind.STOP, Kind.COMMA):
                break
            if (
                self.chunks[following].text.lower() in self.lexicon.words_of("parted_from")
                and self.chunks[following + 1].kind is Kind.ACTOR
            ):
                return following + 1
        return 0

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
        matter = (start, start)
        if self.open_condition == self.clause:
            self._close_condition(start)
        elif not any(begin >= self.clause for begin, _ in self.reading.conditions):
            last = self.reading.events[-1] if self.reading.events else None
            matter = (at - 1, at)  # "…, men *beslut fattas av* Y"
            if last is not None and last.passive:
                matter = (last.matter[0], last.at) if last.matter[1] > last.at else last.matter
        self._add(
            at,
            self._named_from(agent),
            "decision_taken",
            left=start,
            matter=matter,
            passive=True,
            role=Role.DECIDES,
        )

    def _for_decision(self, at: int) -> bool:
        """ "X lämnas *till Y för beslut*"."""
        following = self.chunks[at + 2 : at + 4]
        return (
            self.chunks[at].text.lower() in self.lexicon.words_of("to_body")
            and self._next_kind(at + 1) is Kind.ACTOR
            and len(following) == 2
            and following[0].text.lower() in self.lexicon.words_of("attribute_prepositions")
            and following[1].text.lower() in self.lexicon.words_of("for_decision")
            and not self.pending
        )

    def _handed_over(self, at: int) -> None:
        verb = next((c for c in range(at - 1, self.clause, -1) if self._is_passive(c)), -1)
        if verb < 0 or any(c.kind is Kind.NEGATION for c in self.chunks[self.clause : at]):
            return
        start = self._governing_modal(verb) or verb
        if self.clause <= self.open_condition < start:
            self._close_condition(start)
        matter = self._told_of(verb, at)
        if self.reading.events and self.reading.events[-1].at == verb and not self.reading.events[-1].actors:
            self.reading.events.pop()  # "*lämnas* till X för *godkännande*"
        self._add(
            verb,
            self._mentions(at + 1),
            "submitted",
            left=at,
            matter=matter,
            negative=False,
            passive=True,
            role=Role.DECIDES,
        )
        self.reading.events[-1].role = Role.DECIDES

    def _told_of(self, verb: int, until: int) -> tuple[int, int]:
        """The chunks of what the passive at `verb` is said of: before it, or where something else opens the clause, behind its finite
        verb ("är avgiften högre ska *ärendet* överlämnas", "i andra fall överlämnas *ärendet* till …")."""
        modal = self._governing_modal(verb)
        start = self._verb_group(verb, modal)
        behind = range(verb + 1, until) if modal is None else range(modal + 1, verb)
        opens = self.chunks[self.clause].text.lower()
        conditional = (
            any(begin == self.clause for begin, _ in self.reading.conditions) or self.open_condition == self.clause
        )
        fronted = conditional or opens in self.lexicon.words_of("fronted") or start == self.clause
        if fronted and any(self.chunks[c].kind not in TRANSPARENT for c in behind):
            return behind.start, behind.stop
        return self._matter_start(start), start

    def _without_approval(self, at: int) -> bool:
        """ "X får inte ske *utan tillstånd av* Y", "… utan *Y:s tillstånd*"."""
        if self._owned_approval(at + 1) and self.chunks[at].text.lower() in self.lexicon.words_of("instead"):
            return True
        following = [c.text.lower() for c in self.chunks[at : at + 3]]
        words_of = self.lexicon.words_of
        return (
            len(following) == 3
            and following[0] in words_of("instead")
            and following[1] in words_of("approval")
            and following[2] in words_of("approval_by")
            and self._next_kind(at + 3) is Kind.ACTOR
        )

    def _owned_approval(self, at: int) -> bool:
        """Whether "Y:s godkännande" stands at `at`."""
        located = self.chunks[at].located if at + 1 < len(self.chunks) else None
        owned = located is not None and located.genitive
        return owned and self.chunks[at + 1].text.lower() in self.lexicon.words_of("approval")

    def _approval(self, at: int) -> None:
        verbs = [c for c in range(self.clause, at) if self._is_finite(self.chunks[c])]
        if verbs:
            actors = self._mentions(at + 1) if self._owned_approval(at + 1) else self._actors_from(at + 3)
            matter = (self._matter_start(verbs[0]), verbs[0])
            done = next(
                (c for c in range(verbs[0] + 1, at) if self.chunks[c].kind in (Kind.INFINITIVE, Kind.ROLE_VERB)), -1
            )
            first = matter[0] + (self.chunks[matter[0]].kind is Kind.NEGATION)
            if done > 0 and self.chunks[first].kind is Kind.ACTOR:  # "en nämnd får inte *sälja konst* utan …"
                matter = (done, at)
            self._add(at, actors, "requires", left=at, matter=matter, negative=False, passive=True, role=Role.DECIDES)

    def _gapped(self, at: int) -> bool:
        """ "… beslutar om mål och *kommunstyrelsen om* riktlinjer": the verb is not said again."""
        if self.frame is None or at < 1 or at + 1 >= len(self.chunks) or self.pending or not self._joins(at - 1):
            return False
        verb = self.chunks[self.frame.at].verb
        if verb is None:
            return False
        if verb.verb.particles or verb.verb.companions or self.frame.passive:
            said = [c.text.lower() for c in self.chunks[self.frame.at + 1 : at]]  # "informerar *A och B om*": one list
            told = self.chunks[at + 1].text.lower()
            return told in verb.verb.particles and not verb.verb.particles.isdisjoint(said)
        return self._another_object(at)

    def _another_object(self, at: int) -> bool:
        """Whether a body is directly followed by a noun and nothing else: "chefen godkänner resor, *direktören utbildningar*"."""
        one, following = self.chunks[at], self.chunks[at + 1]
        small = (
            self.lexicon.words_of("prepositions") | self.lexicon.words_of("joins") | self.lexicon.words_of("relative")
        )
        certain = one.located is not None and not (one.located.genitive or one.located.mention.plural)
        verbless = not any(self._is_finite(c) for c in self.chunks[at : self._clause_end(at)])
        return certain and verbless and following.kind is Kind.WORD and following.text.lower() not in small

    def _same_verb_again(self, at: int) -> None:
        frame = self.frame
        if frame is not None:
            self._add(
                frame.at,
                self._mentions(at),
                "gapped",
                left=at - 1,
                matter=(at + 2 if self.chunks[at + 1].text.lower() in self._particles(frame.at) else at + 1, -1),
                modality=frame.modality,
                negative=False,
            )

    def _particles(self, at: int) -> frozenset[str]:
        verb = self.chunks[at].verb
        return verb.verb.particles if verb is not None else frozenset()

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
                while start < following and self.chunks[start].kind in (Kind.NOMINAL, *TRANSPARENT):
                    start += 1
                if start < following:
                    actors = self._actors_from(following + 1)
                    if self.clause <= self.open_condition < at:
                        self._close_condition(at)
                    self._add(
                        at, actors, "delegation", left=at, matter=(start, following), passive=True, role=Role.DECIDES
                    )
                    self.clause = following + 2
                return

    def _approval_words(self, chunk: Chunk) -> tuple[str, ...]:
        """The words of a chunk that may tell of an approval: "beslut *i*" leads to who gives it, "beslut *om*" to what it is about."""
        spoken = tuple(chunk.text.lower().split())
        led_on = chunk.kind is not Kind.NOMINAL or spoken[-1] in self.lexicon.words_of("approval_by")
        return spoken if led_on else ()

    def _to_body(self, at: int) -> None:
        """ "X delegeras till Y", "X underställs Y", "X kräver Y:s godkännande", "X kräver godkännande av Y"."""
        if self.pending:
            self._consume(at)
            return
        chunk = self.chunks[at]
        body = at + 1
        if chunk.kind is Kind.REQUIRES and self._next_kind(at + 1) is Kind.WORD and self._owned_approval(at - 2):
            told_for = self.chunks[at + 1].text.lower() in self.lexicon.words_of("prepositions")
            if told_for:  # "*chefens godkännande krävs för* resor"
                self._add(
                    at,
                    self._mentions(at - 2),
                    "requires",
                    left=at,
                    matter=(at + 2, -1),
                    passive=True,
                    role=Role.DECIDES,
                )
                return
        if chunk.kind is Kind.REQUIRES:
            tail = [word for c in self.chunks[at + 1 : at + 8] for word in self._approval_words(c)]
            if not set(tail) & self.lexicon.words_of("approval"):
                return
            while body < len(self.chunks) and self.chunks[body].kind is not Kind.ACTOR and body <= at + 4:
                body += 1
        if body < len(self.chunks) and self.chunks[body].kind is Kind.ACTOR:
            rule = chunk.kind.name.lower()
            told = (self._matter_start(at), at) if chunk.kind is Kind.REQUIRES else self._told_of(at, at)
            self._add(
                at,
                self._actors_from(body),
                rule,
                left=at,
                matter=told,
                passive=True,
                role=Role.DECIDES,
            )
