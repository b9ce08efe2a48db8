"""What is sent to Slack: within its limits whatever an answer holds, with no mention or link that nobody meant."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config import read_config
from bot.fresh import load_engine
from bot.models import (
    ActorMention,
    Answer,
    Citation,
    Decision,
    Found,
    Match,
    Note,
    Passage,
    Role,
    Standing,
    Statement,
    Status,
)
from bot.slack.blocks import pack, unpack
from bot.slack.card import answer_card, fingerprint
from bot.slack.homepage import home_page
from bot.slack.plainer import redraw
from bot.slack.text import clip, clip_escaped, escape, read_question, shown
from bot.slack.windows import all_window, answer_window, notice_window, search_window, section_window, why_window
from tests.conftest import ROOT, STENSUNDA
from tests.payload_limits import meant, problems
from tests.tables import TESTS, read_table

ENGINE = load_engine(read_config(ROOT / "config.yaml"))
STENSUNDAS = load_engine(read_config(ROOT / "config.yaml"), STENSUNDA)
HOSTILE = ("<!channel> ", "<@U01ALICE> ", "<https://a.se|länk> ", "http://b.se ", "*fet* ", "_x_ ", "```", "&lt;", ":tada: ",
           "\u202e", "\u2066", "\x00", "\x07", "å" * 40, "ord " * 400, "\n", "   ", "🙂", "”", "@here ", "#general ")  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30)), max_size=12).map("".join)
full = texts.filter(lambda text: bool(shown(text).strip()))


@st.composite
def passages(draw: st.DrawFn) -> Passage:
    standing = draw(st.sampled_from(list(Standing)))
    page = draw(st.one_of(st.none(), st.integers(1, 9_999)))
    citation = Citation(draw(full), draw(texts), draw(full), page, draw(st.integers(1, 99_999)), standing)
    kind = draw(st.sampled_from(("sentence", "item", "row", "heading")))
    return Passage(draw(st.integers(0, 9_999)), kind, draw(full), draw(texts), (draw(texts),), citation)


@st.composite
def notes(draw: st.DrawFn) -> Note:
    return Note(draw(full), draw(full), draw(texts), draw(texts), draw(texts))


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    status = draw(st.sampled_from(list(Status)))
    role = draw(st.sampled_from(list(Role)))
    decisions, found = [], []
    if status is Status.ANSWERED:
        passage = draw(passages())
        for number in range(draw(st.sampled_from((1, 2, 7, 40)))):
            name = draw(full) if number < 3 else "Nämnden"
            matter = draw(full) if number < 3 else "x" * 400
            actor = ActorMention(name, (name,))
            statement = Statement(
                actor, role, draw(texts) if number < 1 else "beslutar", matter, passage, "r", draw(texts)
            )
            decisions.append(Decision(statement, 1.0, f"{name} – beslutar: {matter}"))
    elif status is not Status.HELP:
        found = [Found(draw(passages()), 0.5) for _ in range(draw(st.integers(0, 4)))]
    opening = tuple(draw(st.lists(full, min_size=0 if decisions or found else 1, max_size=3)))
    return Answer(
        question=draw(texts),
        language=draw(st.sampled_from(("sv", "en"))),
        status=status,
        text=draw(full),
        decisions=tuple(decisions),
        passages=tuple(found),
        notes=tuple(draw(st.lists(st.sampled_from(("role_mismatch", "disagreement", "proposal")), max_size=2))),
        opening=() if status is Status.HELP else opening,
        asked=draw(st.one_of(st.none(), st.sampled_from(list(Role)))),
        matches=tuple(draw(st.lists(st.builds(Match, full, texts), max_size=15))),
        examples=tuple(draw(st.lists(full, max_size=5))) if status is Status.HELP else (),
        listing=draw(st.booleans()),
        suggestions=tuple(draw(st.lists(full, max_size=3))) if status is Status.NOT_FOUND else (),
        note=draw(st.one_of(st.none(), notes())) if status is not Status.HELP else None,
    )


def sent(card: Any) -> dict[str, Any]:
    return {"channel": "C01GEN", "text": card.text, "blocks": list(card.blocks)}


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(answers(), texts, st.booleans(), st.booleans())
def test_no_answer_breaks_a_limit_of_slack(answer: Answer, contact: str, person: bool, votes: bool) -> None:
    card = answer_card(answer, thread=["x" * 3_000] * 5, person=person, contact=contact, votes=votes, block_id="T/C/1")
    unvoted = answer_card(answer, person=person, contact=contact, votes=False)
    keep = {"c": "C01GEN", "ts": "1.2"}

    assert problems("chat.postMessage", sent(card)) == []
    assert problems("chat.postMessage", redraw(sent(card))) == []
    assert meant("chat.postMessage", {**sent(card), "parse": "none"}) == []
    for view in (
        answer_window(answer, unvoted),
        answer_window(answer, unvoted, reply_to=keep),
        all_window(answer) if answer.decisions else search_window("sv", answer.question, initial=answer.question),
        notice_window(answer.text, "en"),
        *(section_window([p] * 40, fingerprint(p), "sv") for p in [f.passage for f in answer.passages][:1]),
        *(section_window([p] * 40, "", "sv") for p in [f.passage for f in answer.passages][:1]),
        *(why_window(unpack(b["value"])) for b in buttons(card.blocks) if b["action_id"] == "why"),
    ):
        assert problems("views.open", {"trigger_id": "1.2", "view": view}) == []
        assert meant("views.open", {"trigger_id": "1.2", "view": view}) == []


def buttons(blocks: Any) -> list[dict[str, Any]]:
    return [element for block in blocks if block["type"] == "actions" for element in block["elements"]]


@pytest.mark.slow
@pytest.mark.parametrize("table", ["stockholm.yaml", "stensunda.yaml"])
def test_the_cards_of_real_answers_are_sound_and_hold_their_quotations(table: str) -> None:
    engine = ENGINE if table == "stockholm.yaml" else STENSUNDAS
    for row in read_table(TESTS / "questions" / table):
        answer = engine.ask(row.question, row.thread)
        card = answer_card(answer, person=True, contact="en människa")

        assert problems("chat.postMessage", sent(card)) == []
        assert meant("chat.postMessage", sent(card)) == []
        for decision in answer.decisions[:1]:
            said = "".join(literal(card.blocks))
            assert decision.statement.passage.text in said
            assert decision.statement.passage.citation.file in str(card.blocks)
            assert decision.statement.actor is not None
            assert decision.statement.actor.name in said


def literal(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["text"]] if node.get("type") == "text" else []
        return own + [text for value in node.values() for text in literal(value)]
    return [text for one in node for text in literal(one)] if isinstance(node, (list, tuple)) else []


@pytest.mark.slow
@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("engine", [ENGINE, STENSUNDAS], ids=["stockholm", "stensunda"])
def test_the_app_home_is_sound_for_every_body(engine: Any, language: str) -> None:
    for body in ["", *engine.bodies()]:
        for shown_statements in (12, 500):
            view = home_page(engine, language, command="/vem", name="bot", body=body, shown=shown_statements)

            assert problems("views.publish", {"user_id": "U1", "view": view}) == []
            assert problems("views.publish", {"user_id": "U1", "view": redraw({"view": view})["view"]}) == []


def test_a_body_in_the_app_home_is_shown_with_all_that_it_does_and_its_sources() -> None:
    view = home_page(ENGINE, "sv", command="/vem", name="bot", body="Kommunfullmäktige")

    said = "".join(literal(view["blocks"]))

    assert "Kommunfullmäktige beslutar om medlemskap i stadsövergripande internationella organisationer." in said
    assert "remissvar-internationell-strategi.txt rad 32" in str(view)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Vem beslutar om stadens internationella åtaganden?", "⚠️ Texterna säger inte vem som beslutar om detta"),
        ("Måste KF godkänna ett EU-projekt?", "Nej."),
        ("Who decides on EU projects?", "decides"),
        ("Vem beslutar om bygglov?", "Det här hittades inte: ”bygglov”"),
    ],
)
def test_what_matters_stands_in_the_card(question: str, said: str) -> None:
    card = answer_card(ENGINE.ask(question))

    assert said in "".join(literal(card.blocks))


def test_a_proposal_is_marked_on_the_card() -> None:
    card = answer_card(ENGINE.ask("Vem beslutar om EU-projekt?"))

    assert "⚠️ förslag, inte beslutat" in str(card.blocks)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("<@U0BOT> Vem beslutar?", "Vem beslutar?"),
        ("<@U0BOT|bot> Vem beslutar?", "Vem beslutar?"),
        ("Vem &amp; vad &lt;b&gt;?", "Vem & vad <b>?"),
        ("se <#C01|general> och <https://a.se|länken>", "se general och länken"),
        ("<https://a.se> <mailto:a@b.se|a@b.se>", "https://a.se a@b.se"),
        ("na\u0308mnden", "nämnden"),
        ("<!here> hej", "hej"),
        ("vem\u202e be\x00slutar\u200b", "vem beslutar"),
        ("Hej!\nVem beslutar?", "Hej!\nVem beslutar?"),
    ],
)
def test_a_message_is_read_as_its_writer_saw_it(text: str, question: str) -> None:
    assert read_question(text, "U0BOT") == question


def test_no_mention_can_come_of_an_answer() -> None:
    assert escape("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"


@given(texts, st.integers(2, 60))
def test_text_is_cut_within_its_limit_and_never_inside_an_escape(text: str, limit: int) -> None:
    assert len(clip(text, limit)) <= limit
    cut = clip_escaped(text, limit + 5)
    assert len(cut) <= limit + 5
    assert "&" not in cut.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")


@given(texts, st.lists(texts, max_size=20))
def test_a_buttons_value_fits_and_comes_back(text: str, words: list[str]) -> None:
    by_text = pack({"l": "sv", "q": text}, cut="q", limit=150)
    by_words = pack({"l": "sv", "w": words}, cut="w", limit=150)

    assert len(by_text) <= 150
    assert len(by_words) <= 150
    assert text.startswith(unpack(by_text)["q"])
    assert unpack(by_words)["w"] == words[: len(unpack(by_words)["w"])]
