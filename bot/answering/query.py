"""A question as data: what is asked, for which role, about which bodies and which topic."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.language.amounts import Amount
from bot.models import WITHHELD, ActorMention, Role

Keys = tuple[str, ...]


class Intent(StrEnum):
    """What kind of answer a question wants."""

    WHO = "who"
    WHAT = "what"  # what does a named body do
    YES_NO = "yes_no"
    FACT = "fact"
    KEYWORDS = "keywords"
    HELP = "help"


class Turn(StrEnum):
    """Whether a yes/no question asks for the opposite of what its verb says."""

    NONE = ""
    SPARED = "spared"  # "Slipper X …?": yes means that X need not
    DENIED = "denied"  # "Stämmer det att X inte …?": yes means that X does not
    UNSURE = "unsure"  # several denials, or one that may be answered either way


@dataclass(frozen=True, slots=True)
class Topic:
    """A word or phrase of the question that says what it is about.

    Each of `options` is a phrase (the keys of its words) that a text may have instead; the first is the question's own; `related` ones are near it.
    `parts` are the parts of a compound, each with the words that may stand for it, `telling` how much it tells (see Vocabulary.telling), and a topic that is not
    `required` adds to a match but is not missed.
    """

    text: str
    options: tuple[Keys, ...]
    related: tuple[Keys, ...]
    parts: tuple[tuple[str, ...], ...]
    telling: float
    known: bool
    required: bool = True
    of_role: bool = False  # made of the word that asks for the role ("vem *kommunicerar* …")
    body: bool = False  # a body: the one that a statement is said of does not count as what it is about
    counted: bool = False  # lowers a match that lacks it, although it is not required
    narrowing: bool = False  # unknown to the texts, and only narrows another topic ("nätverk *inom äldreomsorg*")
    never: frozenset[str] = (
        frozenset()
    )  # regions that a place does not lie in: a text about one of them is not about it
    little: bool = False  # an everyday word: adds to a match, never missed
    place: bool = False  # a place that the texts name by its region only
    joined: bool = False  # what somebody joins ("vi vill gå med i en *vinklubb*"): the matter, wherever it stands
    around: bool = False  # from the rest of the message: orders what is equally near
    keys: frozenset[str] = field(init=False, compare=False)  # all words by which it may be found at all

    def __post_init__(self) -> None:
        found = {key for phrase in (*self.options, *self.related, *self.parts) for key in phrase}
        object.__setattr__(self, "keys", frozenset(found))


@dataclass(frozen=True, slots=True)
class Query:
    """What a question was understood as."""

    question: str
    language: str
    intent: Intent
    roles: tuple[Role, ...] = ()
    actors: tuple[ActorMention, ...] = ()
    topics: tuple[Topic, ...] = ()
    scope: str = ""
    typed: str = ""  # date | deadline | number | reference | names | a kind of facts.yaml: what a fact must hold
    ours: bool = False
    city: bool = False  # the municipality itself is named
    loose: bool = False  # "Vilken roll har X i …?": a topic that no statement of X covers does not silence the rest
    exists: bool = False  # "Finns det någon som …?": whether there is anybody
    somebody: bool = (
        False  # "Finns det någon grupp som tittar på …?": whether there is a body for it, whatever it does there
    )
    mentions: bool = False  # "Står det något om …?": whether a text speaks of it, or a body says so
    plain: bool = False  # "Är …?", "Handlar …?": asks for no right, duty, number, and for no more than one thing
    cleft: bool = False  # "Är det X som …?": whether it is X and no other
    denied: bool = False  # "Vad får X *inte* göra?"
    turn: Turn = Turn.NONE
    may: bool = False  # "Får man …?", "Vem får …?": asks for leave
    right: bool = False  # "Kan man …?", "Ska man …?": asks for a right, a duty or a power
    consent: bool = False  # "Måste vi fråga X?": whether X must say yes
    sole: bool = False  # "Är det bara X som …?"
    must: bool = False  # "Måste man …?", "Slipper man …?": asks for a duty
    anybody: bool = False  # "Måste vi fråga någon?": whether anybody at all must be asked
    amounts: tuple[Amount, ...] = ()
    verbs: frozenset[str] = frozenset()  # the infinitives of the role verbs used
    corrections: tuple[tuple[str, str], ...] = ()
    words: tuple[str, ...] = ()  # what retrieval looks for: the question's own words, mended
    texts: frozenset[str] = frozenset()  # the files that the question names as its source; empty for all

    @property
    def role(self) -> Role | None:
        """The role that is asked for first, if any."""
        return self.roles[0] if self.roles else None


__all__ = ["WITHHELD", "Intent", "Keys", "Query", "Topic", "Turn"]
