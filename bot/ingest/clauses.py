"""A sentence's chunks to its events: who acts, in which role, with which words as the matter.

The chunks are walked once from the left. What a Swedish main clause allows decides who the subject is: it stands directly
before the finite verb ("Nämnden beslutar"), or directly behind it when something else opens the clause ("I övriga fall beslutar
nämnden"). A verb inside a relative clause or a condition is passed over. Whatever fits no rule yields nothing.
"""

from __future__ import annotations

from bot.ingest.chunks import Kind, Sentence
from bot.ingest.events import Reading
from bot.ingest.tasks import Tasks
from bot.models import ActorMention


def read_events(
    sentence: Sentence, *, antecedent: tuple[ActorMention, ...], implied: tuple[ActorMention, ...]
) -> Reading:
    """Read the events of `sentence`.

    `antecedent` is whom "den" and "de" may mean, `implied` who acts in a sentence that begins with its verb; each is empty
    where nobody is known for sure.
    """
    return _Clauses(sentence, antecedent, implied).walk()


class _Clauses(Tasks):
    """The walk itself: which rule each chunk is handed to."""

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
                case Kind.OPINION if self.pending:
                    self._consume(at)  # "den som *vill* söka medel ska …"
                case Kind.COMMA:
                    self._comma(at)
                case Kind.RELATIVE:
                    self._relative(at)
                case Kind.CONDITION if self._unless_judged(at):
                    self.pending += 1
                case Kind.CONDITION:
                    self._condition(at)
                case Kind.WORD if self._whose(at) and self._next_kind(at + 1) is not Kind.RELATIVE:
                    self.pending += 1
                case Kind.ATT if self._stated(at):
                    self.clause, self.frame = at + 1, None
                case Kind.ATT if self._subordinate(at):
                    self.pending += 1
                case Kind.SUBORDINATOR:
                    self.pending += 1
                case Kind.NOMINAL:
                    at = self._nominal(at)
                    continue
                case Kind.DELEGATED | Kind.SUBMITTED | Kind.REQUIRES:
                    self._to_body(at)
                case Kind.FINITE | Kind.RESTS_ON if at == self.clause and self._finite_later(at):
                    self.open_condition = (
                        at  # "Gäller avtalet längre tid beslutar …": a condition that begins with its verb
                    )
                case Kind.RESTS_ON if self.pending:
                    self._consume(at)
                case _ if self._turn_of_phrase(at):
                    pass
                case Kind.WORD if self.pending and self._opens_relative(at):
                    self._consume(at)
                case Kind.DUTY | Kind.MODAL | Kind.ROLE_VERB | Kind.FINITE | Kind.INFINITIVE | Kind.RESTS_ON:
                    self._verb(at)
                case _:
                    pass
            at += 1
        self._close_condition(len(self.chunks))
        return self.reading

    def _turn_of_phrase(self, at: int) -> bool:
        """Read a role that the chunk at `at` hands out without a verb of the body's own. Returns whether it does."""
        kind = self.chunks[at].kind
        if kind in (Kind.RESTS_ON, Kind.FINITE, Kind.ROLE_VERB) and self._told_by_noun(at):
            return True
        if kind is Kind.RESTS_ON and self._takes_decision(at):
            self._decision_taken(at)
        elif self._for_decision(at):
            self._handed_over(at)
        elif self._without_approval(at):
            self._approval(at)
        elif kind is Kind.ACTOR and self._gapped(at):
            self._same_verb_again(at)
        elif self._delegates(at):
            self._delegation(at)
        elif self._unless_judged(at):
            self.pending += 1
        else:
            return False
        return True
