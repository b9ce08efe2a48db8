"""What an event is about: its matter and its condition, cut out of the sentence word for word."""

from __future__ import annotations

from bot.ingest.chunks import Kind, Sentence
from bot.ingest.events import Event, Reading
from bot.language.lexicon import load_lexicon
from bot.language.words import words
from bot.models import Role


def cut_matter(sentence: Sentence, reading: Reading, index: int) -> tuple[str, tuple[int, int]]:
    """The words of the event's matter and the tokens that they are, from and to."""
    event = reading.events[index]
    start, end = event.matter
    if end == -1:
        end = len(sentence.chunks)
        following = reading.events[index + 1 :]
        if following:
            end = min(end, following[0].left)
        for begin, _ in reading.conditions:
            if start <= begin < end:
                end = begin
        instead = load_lexicon().words_of("instead")
        for at in range(start, end):
            if (
                sentence.chunks[at].kind is Kind.STOP
                or _contrasts(sentence, at)
                or (event.negative and sentence.chunks[at].text.lower() in instead)
            ):
                end = at
                break
    else:
        for begin, stop in reading.conditions:
            if begin == start and stop <= end:
                start = stop
            elif start < begin < end:
                end = begin
    if event.rule == "inverted" and _object_first(sentence, event, start):
        start, end = event.left, event.at
    while start < end and sentence.chunks[start].kind in (Kind.CONJUNCTION, Kind.COMMA):
        start += 1
    shared = [one.rule for one in reading.events[index + 1 : index + 2]] == ["coordinated"]
    if start >= end and event.rule.startswith("inverted") and not shared:  # "Övriga ärenden beslutar nämnden om"
        start, end = event.left, event.at
    loose = (Kind.BETWEEN, Kind.NEGATION) if event.passive else ()  # "undertecknas *avtalet i stället* av …"
    while start < end and sentence.chunks[end - 1].kind in (Kind.CONJUNCTION, Kind.COMMA, Kind.STOP, *loose):
        end -= 1
    if start >= end or (end - start == 1 and sentence.chunks[start].kind is Kind.PRONOUN):
        return "", (0, 0)
    span = (sentence.chunks[start].start, sentence.chunks[end - 1].end)
    return sentence.words(*span), span


def _contrasts(sentence: Sentence, at: int) -> bool:
    """Whether a comma at `at` ends what is said of one body, and what another does follows ("…, *medan* nämnden")."""
    following = sentence.chunks[at + 1 : at + 2]
    contrasting = load_lexicon().words_of("contrasting")
    return sentence.chunks[at].kind is Kind.COMMA and bool(following) and following[0].text.lower() in contrasting


def _object_first(sentence: Sentence, event: Event, start: int) -> bool:
    """Whether what was fronted is the object ("*Verksamhetsplanen* fastställer nämnden i december")."""
    verb = sentence.chunks[event.at].verb
    lexicon = load_lexicon()
    first = sentence.chunks[event.left]
    if verb is None or verb.verb.companions or event.left == event.at or first.kind not in (Kind.WORD, Kind.PRONOUN):
        return False
    behind = {c.text.lower() for c in sentence.chunks[event.at : start + 1]}
    fronted = first.text.lower() in lexicon.words_of("fronted") | lexicon.words_of("prepositions")
    return not fronted and not behind & verb.verb.particles and first.text.lower() not in lexicon.words_of("between")


def announces(matter: str) -> bool:
    """Whether a matter only points at the list under it ("följande ärenden", "att", "leda och samordna bland annat")."""
    lexicon = load_lexicon()
    said = words(matter)
    small = lexicon.words_of("joins") | {word for phrase in lexicon.clauses["between"] for word in phrase}
    mere_verbs = bool(said) and all(word in lexicon.infinitives or word in small for word in said)
    return mere_verbs or bool(set(said[:1]) & lexicon.words_of("announcing"))


def cut_condition(sentence: Sentence, reading: Reading, index: int) -> str:
    """The conditions that stand between this event and its neighbours, as the text words them."""
    event = reading.events[index]
    left = reading.events[index - 1].at if index else -1
    right = reading.events[index + 1].left if index + 1 < len(reading.events) else len(sentence.chunks)
    parts = []
    for begin, end in reading.conditions:
        fronted = left < begin < event.at and (not index or begin >= event.left)
        joined = index + 1 < len(reading.events) and sentence.chunks[begin - 1].kind is Kind.CONJUNCTION
        if fronted or (event.at < begin < right and not joined):  # "…, *och om* X saknas övergår …": the next event's
            parts.append(
                sentence.words(sentence.chunks[begin].start, sentence.chunks[min(end, len(sentence.chunks)) - 1].end)
            )
    return "; ".join(part for part in parts if part)


def inner_roles(matter: str, role: Role) -> tuple[Role, ...]:
    """Roles of the verb that opens a matter ("att *ta fram* …"), where it is another than the statement's own."""
    lowered = words(matter)
    forms = load_lexicon().forms
    for at, word in enumerate(lowered[:2]):
        for form in forms.get(word, ()):
            companions = form.verb.companions
            if (
                form.form == "infinitive"
                and form.verb.role is not role
                and (not companions or companions & set(lowered[at + 1 : at + 7]))
            ):
                return (form.verb.role,)
    return ()
