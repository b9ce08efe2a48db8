"""Who the subject of a finite verb is: what a Swedish main clause allows."""

from __future__ import annotations

from dataclasses import replace

from bot.ingest.agents import capitalised
from bot.ingest.chunks import Kind
from bot.ingest.conditions import Conditions
from bot.ingest.walk import TRANSPARENT
from bot.language.bodies import actor_key
from bot.models import ActorMention


class Subjects(Conditions):
    """The rules by which a verb finds its subject."""

    def _subject(self, at: int) -> tuple[int, tuple[ActorMention, ...], str]:
        """The actors of the finite verb at `at`, where its construction begins, and by which rule."""
        if self.cleft:
            actors, self.cleft = self.cleft, ()
            return max(self.clause, self.cleft_left), actors, "cleft"
        if self.open_condition == self.clause and self._next_kind(self._past_reflexive(at + 1)) is Kind.ACTOR:
            return self.clause, self._actors_from(self._past_reflexive(at + 1)), "inverted"
        if self.open_condition == self.clause and self.chunks[self.clause].kind is Kind.CONDITION:
            behind = self._past_reflexive(at + 1)  # the subject of a verb behind a condition follows it
            if self._next_kind(behind) is Kind.PRONOUN:
                return self.clause, self._meant(behind), "inverted_pronoun"
            if self.chunks[self.clause].value == "conditions.finite":
                return at, (), ""
        back = at - 1
        while back >= self.clause and (
            self.chunks[back].kind in (*TRANSPARENT, Kind.MODAL, Kind.INFINITIVE)
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
            end = self._before(at)
            while self.chunks[end].text.lower() in self.lexicon.words_of("auxiliaries"):
                end -= 1
            name = self.s.words(self.chunks[start - 1].start, self.chunks[end].end)
            keys = (actor_key(name),)
            named = tuple(ActorMention(capitalised(name), m.keys or keys, m.plural, True) for m in mentions)
            return start - 1, named, "active_with_relative"
        if self._preceded_by_conjunction(at) and self.frame is None and (spoken_of := self._passive_subject()):
            return self._left_of_conjunction(at), spoken_of, "coordinated"
        if self._preceded_by_conjunction(at) and self.frame is not None:
            return self._left_of_conjunction(at), self.frame.actors, "coordinated"
        if self.resumed and at > 0 and self.chunks[at - 1].kind is Kind.COMMA:
            actors, self.resumed = self.resumed, ()
            return at, actors, "active"
        following = self._past_reflexive(at + 1)
        if following < len(self.chunks) and at > self.clause and not self._preceded_by_conjunction(at):
            if self.chunks[following].kind is Kind.ACTOR and not self._chosen(following):
                return self.clause, self._of_any(following) or self._actors_from(following), "inverted"
            if self.chunks[following].kind is Kind.PRONOUN:
                return self.clause, self._meant(following), "inverted_pronoun"
        if at == 0 and self.implied and self.chunks[-1].text != "?":
            return 0, self.implied, "elliptic"
        return at, (), ""

    def _passive_subject(self) -> tuple[ActorMention, ...]:
        """The body that the passive before was said of ("*Rådet* leds av X och ska stödja Y"), where it is all of its matter."""
        last = self.reading.events[-1] if self.reading.events else None
        if last is None or last.rule != "passive" or last.matter[1] - last.matter[0] != 1:
            return ()
        return self._mentions(last.matter[0])

    def _chosen(self, at: int) -> bool:
        """Whether the actor at `at` is what a subject that is no body does something to ("Varje klass utser *ett ombud*")."""
        opens = self.chunks[self.clause]
        fronted = opens.kind is not Kind.WORD or opens.text.lower() in self.lexicon.words_of("fronted")
        return not fronted and self.chunks[at].text.lower().split()[0] in self.lexicon.words_of("indefinite")

    def _direct_subject(self, back: int, at: int) -> tuple[int, tuple[ActorMention, ...], str] | None:
        chunk = self.chunks[back]
        if chunk.kind is Kind.PRONOUN and not self._governed(back):
            return back, self._meant(back), "pronoun"
        if chunk.kind is Kind.ACTOR:
            actors, start = self._actors_ending(back)
            if start > self.clause and self._governed(start):
                head = self._head_of_attribute(start)
                return (head, self._of_any(head) or self._mentions(head), "active") if head is not None else None
            return (start, actors, "active") if actors else None
        head = self._head_of_attribute(back + 1, strict=False)
        if head is None:
            return None
        mentions = self._mentions(head)
        if self.chunks[head + 1].text.lower() in self.lexicon.words_of("name_goes_on"):
            name = capitalised(self.s.words(self.chunks[head].start, self.chunks[back].end))
            mentions = tuple(
                replace(m, name=name, generic=True) for m in mentions
            )  # "enheten *för digital utveckling*"
        return head, mentions, "active_with_attribute"

    def _meant(self, at: int) -> tuple[ActorMention, ...]:
        """Whom the pronoun at `at` means: the antecedent, if it agrees in number."""
        plural = self.chunks[at].value == "pronouns.plural"
        if not plural and (spoken_of := self._of_condition(at)):
            return spoken_of
        if not self.antecedent:
            return ()
        many = len(self.antecedent) > 1 or any(m.plural for m in self.antecedent)
        return self.antecedent if many == plural else ()

    def _of_condition(self, at: int) -> tuple[ActorMention, ...]:
        """The one body that the condition before is about, by its subject ("om *en nämnd* vill avvika ska *den* …")."""
        opens = self.chunks[self.clause]
        if opens.value != "conditions.finite" or self.chunks[at].text.lower() in self.lexicon.words_of("whole_clause"):
            return ()
        bodies = [c for c in range(self.clause, at) if self.chunks[c].kind is Kind.ACTOR]
        alone = len(bodies) == 1 and bodies[0] == self.clause + 1
        return tuple(m for m in self._mentions(bodies[0]) if not m.plural) if alone else ()

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
