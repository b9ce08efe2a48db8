"""Role verbs, active and passive, finite and behind a modal verb or "att", to events."""

from __future__ import annotations

from bot.ingest.chunks import PASSIVE, Kind
from bot.ingest.passives import Passives
from bot.models import ActorMention, Role


class Verbs(Passives):
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
        elif other and (
            self._has_agent(at) or self._agent_first(at if governed is None else governed) or self._after_decision(at)
        ):
            self._passive(at, governed, task=True)
        elif finite or (verb is not None and verb.form == "supine"):
            self._active(at)
        else:
            self._infinitive(at, governed)

    def _followed_by_verb(self, at: int) -> bool:
        for following in range(at + 1, len(self.chunks)):
            chunk = self.chunks[following]
            if chunk.kind in (Kind.ROLE_VERB, Kind.INFINITIVE, Kind.SUBMITTED, Kind.DELEGATED):
                return True
            if chunk.kind in (Kind.STOP, Kind.FINITE, Kind.MODAL):
                return False
        return False

    def _active(self, at: int) -> None:
        left, actors, rule = self._subject(at)
        if not actors:
            self._note_unread(at)
            if self._in_open_condition(at):
                return  # "om avtalet avser tre år *och inte är* ett vänortsavtal"
            if self.chunks[at].kind is Kind.FINITE and self.frame is not None and self._preceded_by_conjunction(at):
                self._add(at, (), "other_verb", left=self._left_of_conjunction(at), role=None)
            return
        if rule == "inverted":
            self._circumstance(at, at)
        if self._is_deed(at, rule):
            self._add(at, actors, "deed", left=left, role=Role.IMPLEMENTS)
            return
        self._add(at, actors, rule, left=left)

    def _is_deed(self, at: int, rule: str) -> bool:
        """Whether a verb without a role of its own tells what a body does ("kontoret *betalar* avgiften")."""
        if self.chunks[at].kind is not Kind.FINITE or self.chunks[at].text not in self.lexicon.acts:
            return False
        following = self._past_reflexive(at + 1)
        if rule == "elliptic" or self._next_kind(following) in (None, Kind.STOP, Kind.COMMA, Kind.CONJUNCTION):
            return False  # a noun that looks like a verb ("*Tolkar* bokas"), or nothing that is done to anything
        shared = self.frame is not None and self.frame.rule != "deed" and self.frame.role and self.frame.at == at - 2
        if (rule == "coordinated" and shared) or self.open_condition > self.clause or self._inside(at):
            return False  # "publicerar *och gallrar* innehåll": one object; "projekt *där* flera förvaltningar *medverkar* i …"
        if any(self.chunks[c].kind is Kind.NEGATION for c in range(at, min(following + 1, len(self.chunks)))):
            return False  # what a body does not do, nobody else is told to
        if not rule.startswith("inverted"):
            return True
        located = self.chunks[following].located if following < len(self.chunks) else None
        opens = self.chunks[self.clause]
        fronted = opens.kind is not Kind.WORD or opens.text.lower() in self.lexicon.words_of("fronted")
        return fronted and located is not None and not located.genitive  # "texten underlättar *nämndens* arbete"

    def _inside(self, at: int) -> bool:
        """Whether a clause that describes a noun opens before the verb at `at` ("projekt *där* flera förvaltningar medverkar")."""
        before = self.chunks[self.clause + 1 : at]
        return any(c.value == "conditions.finite" and c.text not in self.lexicon.words_of("about") for c in before)

    def _in_open_condition(self, at: int) -> bool:
        """Whether the verb goes on with the condition before it: only in a subordinate clause a negation stands before the verb."""
        denied = at > 1 and self.chunks[at - 1].kind is Kind.NEGATION
        return denied and self.open_condition > self.clause and self._preceded_by_conjunction(at)

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
            denied = self.frame.negative and self.chunks[self._left_of_conjunction(at)].text.lower() in (
                self.lexicon.words_of("joins") | {","}
            )  # "får inte bilda bolag *eller öppna* kontor"
            self._add(
                at, self.frame.actors, "permission" if allowed else "coordinated", left=self._left_of_conjunction(at),
                like=self.frame, role=Role.IMPLEMENTS if allowed else None, negative=True if denied else None,
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
        if between and rule == "inverted":
            self._circumstance(at, modal)
        self._add(
            at, actors, rule, left=left, infinitive=True, duty=duty, modality=modality, negative=negative, role=role
        )

    def _is_task(self, at: int, modality: str, negative: bool) -> bool:
        """Whether "ska" hands out a task by a verb without a role of its own ("ska *främja* …")."""
        obliged = modality in self.lexicon.words_of("obliged") and not negative and self.chunks[at].verb is None
        return obliged and self.chunks[at].text.lower() not in self.lexicon.words_of("states")

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
        if owners := self._task_owners(att):
            return owners
        falls = {phrase[0] for phrase in self.lexicon.clauses["falls_to"]}
        last = self._before(att)
        if (
            last > self.clause + 1
            and self.chunks[last].text.lower().split()[0] in falls
            and self._governed(self.clause + 1)
        ):
            return self._mentions(self.clause + 1)  # "*på styrelsen* ankommer att …"
        for back in range(att - 1, max(self.clause, att - 5) - 1, -1):
            chunk = self.chunks[back]
            if chunk.kind is Kind.ACTOR and chunk.located and chunk.located.genitive:
                has = back - 2 >= self.clause and self.chunks[back - 1].text.lower() in self.lexicon.words_of(
                    "auxiliaries"
                )
                if has and self.chunks[back - 2].kind is Kind.ACTOR:
                    return self._mentions(back - 2)  # "*chefen har* styrelsens uppdrag att …"
                rest = {c.text.lower() for c in self.chunks[back + 1 : att]}
                return self._mentions(back) if rest & self.lexicon.words_of("duty_nouns") else ()
            if chunk.kind is Kind.ACTOR:
                text = " ".join(c.text.lower() for c in self.chunks[self.clause : back])
                if any(text.endswith(" ".join(phrase)) for phrase in self.lexicon.clauses["falls_on"]):
                    return self._mentions(back)
        return ()

    def _task_owners(self, until: int) -> tuple[ActorMention, ...]:
        """Whose task is told of before `until`: "i uppgiften ingår", "till *nämndens* uppgifter hör", "uppdraget omfattar"."""
        said = [c.text.lower() for c in self.chunks[self.clause : until] if c.kind is not Kind.BETWEEN]
        words_of = self.lexicon.words_of
        opens = bool(said) and said[0] in words_of("task_led_by")
        verb = len(said) - 1
        if verb < 1 or said[verb] not in words_of("holds" if opens else "comprises"):
            return ()
        noun = said[verb - 1]
        if noun not in words_of("task_holds") and not noun.endswith(tuple(words_of("task_compounds"))):
            return ()
        attributes = self.chunks[self.clause + opens : self.clause + verb - 1]
        owners = [c.located.mention for c in attributes if c.located and c.located.genitive]
        if owners:
            return tuple(owners)
        owned = any(c.text.lower().endswith("s") for c in attributes)  # "till *kommunens* uppgifter": nobody's here
        return () if owned else self.antecedent or self.implied

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
