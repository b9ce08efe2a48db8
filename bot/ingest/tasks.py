"""Tasks that a sentence tells of by a noun: "i uppgiften ingår X", "X åligger nämnden", "arkivmyndighet är nämnden"."""

from __future__ import annotations

from bot.ingest.chunks import Kind
from bot.ingest.nominals import Nominals
from bot.ingest.walk import TRANSPARENT
from bot.models import ActorMention, Role

_JUDGING = (Role.DECIDES, Role.ASSESSES)
_LONGEST = 4  # chunks of a function before its copula ("kommunens huvudansvarige för frågorna är …")


class Tasks(Nominals):
    """The rules for tasks without a verb of the body's own, and for leave that a condition names the giver of."""

    def _told_by_noun(self, at: int) -> bool:
        """Read what the verb at `at` tells of a task by a noun. Returns whether it does."""
        following = at + 1
        while self._next_kind(following) in TRANSPARENT:
            following += 1
        if self.pending:
            return False
        if self._next_kind(following) is not Kind.ATT and (owners := self._task_owners(at + 1)):
            self._task(at, owners, "task_noun", left=self.clause, matter=(following, -1))
        elif self._is_delegated_to(at):
            start = following + (self._next_kind(following) is Kind.NOMINAL)
            bodies = self._actors_from(self.clause + 1)
            self._add(at, bodies, "delegation", left=self.clause, matter=(start, -1), negative=False, role=Role.DECIDES)
            self.reading.events[-1].role = Role.DECIDES
        elif self._falls_to(at):
            self._task(at, self._named_from(at + 1), "falls_to", left=at, matter=(self._matter_start(at), at))
        elif self._is_function(at):
            self._task(at, self._actors_from(at + 1), "function", left=self.clause, matter=(self.clause, at))
        else:
            return False
        return True

    def _unless_judged(self, at: int) -> bool:
        """Read "inga avtal får tecknas *utan att juristen har granskat dem*", "… *först sedan ombudet har hörts*": the body must have
        done so. Returns whether it is so."""
        body = self._behind_phrase(at, "no_sooner")
        if body < 0 and any(c.kind is Kind.NEGATION for c in self.chunks[self.clause : at]):
            body = self._behind_phrase(at, "not_before")
        while body > 0 and self._next_kind(body) in TRANSPARENT:
            body += 1
        modals = [c for c in range(self.clause, at) if self.chunks[c].kind is Kind.MODAL]
        if body < 0 or self._next_kind(body) is not Kind.ACTOR or not modals:
            return False
        verb = body + 1
        while verb < len(self.chunks) and (
            self.chunks[verb].kind in TRANSPARENT
            or self.chunks[verb].text.lower() in self.lexicon.words_of("auxiliaries")
        ):
            verb += 1
        form = self.chunks[verb].verb if verb < len(self.chunks) else None
        if form is None or not (form.verb.heard or (not form.passive and form.verb.role in _JUDGING)):
            return False
        matter = self._hemmed(modals[0], at)
        self._add(verb, self._mentions(body), "leave_given", left=at, matter=matter, negative=False, passive=True)
        self.read = verb
        return True

    def _behind_phrase(self, at: int, name: str) -> int:
        """The chunk behind a phrase of a list that begins with the chunk at `at`; -1 where none does."""
        first = self.chunks[at].start
        spoken = [token.text.lower() for token in self.s.tokens[first : first + _LONGEST]]
        for phrase in self.lexicon.clauses[name]:
            if tuple(spoken[: len(phrase)]) == phrase:
                end = first + len(phrase)
                return next((c for c in range(at, len(self.chunks)) if self.chunks[c].start >= end), -1)
        return -1

    def _hemmed(self, modal: int, until: int) -> tuple[int, int]:
        """The chunks of what may not be, or be done, but on a condition told from `until` on: what a body may not do, or what
        stands before the modal verb at `modal`, or behind it."""
        doing = (Kind.INFINITIVE, Kind.ROLE_VERB, Kind.FINITE, Kind.RESTS_ON)
        deed = next((c for c in range(modal + 1, until) if self.chunks[c].kind in doing), -1)
        first = self._matter_start(modal)
        first += first < modal and self.chunks[first].kind is Kind.NEGATION
        if deed > 0 and self.chunks[first].kind is Kind.ACTOR and not self._is_passive(deed):
            return deed, until
        if deed > 0 and any(self.chunks[c].kind in (Kind.WORD, Kind.ACTOR) for c in range(modal + 1, deed)):
            return modal + 1, deed
        return self._matter_start(modal), modal

    def _task(
        self, at: int, actors: tuple[ActorMention, ...], rule: str, *, left: int, matter: tuple[int, int]
    ) -> None:
        passive = matter[1] >= 0
        self._add(at, actors, rule, left=left, matter=matter, negative=False, passive=passive, role=Role.RESPONSIBLE)
        self.reading.events[-1].role = Role.RESPONSIBLE

    def _is_delegated_to(self, at: int) -> bool:
        """ "*Till chefen delegeras* beslutanderätten i X"."""
        verbs = {phrase[0] for phrase in self.lexicon.clauses["delegated"]}
        opens = self.chunks[self.clause].text.lower() in self.lexicon.words_of("to_body")
        return opens and self.chunks[at].text.lower() in verbs and self._next_kind(self.clause + 1) is Kind.ACTOR

    def _falls_to(self, at: int) -> bool:
        """ "*Upphandling av avtal* åligger nämnden": what falls to the body stands before it."""
        falls = tuple(self.chunks[at].text.lower().split()) in self.lexicon.clauses["falls_to"]
        first = self._matter_start(at)
        return falls and first < at and self.chunks[first].kind is Kind.WORD and self._next_kind(at + 1) is Kind.ACTOR

    def _is_function(self, at: int) -> bool:
        """ "*Arkivmyndighet* är kommunstyrelsen": what the body is stands first, by a noun that is a function."""
        said = self.chunks[self.clause : at]
        copula = self.chunks[at].text.lower() in self.lexicon.words_of("copulas")
        if not copula or not 0 < len(said) <= _LONGEST or any(c.kind not in (Kind.WORD, Kind.ACTOR) for c in said):
            return False
        end = at + 2
        if end < len(self.chunks) and self.chunks[end].text.lower() in self.lexicon.words_of("attribute_prepositions"):
            end += 2  # "… är enheten *vid kontoret*"
        behind = self._next_kind(end)
        prepositions = self.lexicon.words_of("attribute_prepositions")
        head = next((c for c in range(1, len(said)) if said[c].text.lower() in prepositions), len(said)) - 1
        noun = said[head].text.lower().split()[-1]  # "*ombud* vid stämman"
        functions = noun.endswith(tuple(self.lexicon.words_of("function_endings"))) or noun in self.lexicon.functions
        return functions and self._next_kind(at + 1) is Kind.ACTOR and behind in (None, Kind.STOP, Kind.COMMA)
