"""The App Home: search, all that a body does, the texts, how to ask, and privacy."""

from __future__ import annotations

from collections.abc import Sequence

from bot.engine import Engine
from bot.phrasebook import phrasebook
from bot.slack.blocks import (
    MOST_IN_VIEW,
    Block,
    actions,
    button,
    context,
    divider,
    header,
    home,
    line,
    menu,
    pack,
    rich_text,
    span,
)
from bot.slack.text import clip
from bot.slack.windows import listed

_PAGE = 12  # statements of a body shown at a time: two blocks each, and short enough for a phone
_TEXTS = 20  # documents listed


def home_page(
    engine: Engine,
    language: str,
    *,
    command: str,
    name: str,
    body: str = "",
    shown: int = _PAGE,
    owners: Sequence[Block] = (),
    privacy: Sequence[Block] = (),
) -> Block:
    """Return the view in `language`; `body` is the one chosen in the menu, `shown` how many of its statements are open.

    `command` is the slash command, `name` what the bot is called, `owners` what is shown to an owner of the texts alone.
    `privacy` is the last part.
    """
    book = phrasebook(language)
    bodies = engine.bodies()
    body = body if body in bodies else ""
    other = "en" if language == "sv" else "sv"
    blocks: list[Block] = [
        header(book.say("slack.home_title")),
        rich_text(line(span(book.say("slack.home_intro")))),
        actions(
            {**button(book.say("slack.home_search"), "search", pack({"l": language})), "style": "primary"},
            button(book.say("slack.home_language"), "language", other),
        ),
        divider(),
        header(book.say("slack.home_body")),
    ]
    blocks[2:2] = owners
    blocks += _menus(bodies, book.say("slack.home_choose"), body)
    opened: list[Block] = []
    if body:
        decisions = engine.of_body(body, language)
        blocks.append(context(book.say("slack.home_of_body", body=body, count=len(decisions))))
        opened = listed(decisions[:shown][-2 * _PAGE :], book)
        buttons = [button(book.say("slack.home_close"), "body_close", "-")]
        if len(decisions) > shown:
            buttons.insert(0, button(book.say("slack.home_more"), "body_more", "-"))
        blocks.append(actions(*buttons))
    under = len(blocks) - 1
    blocks += [divider(), header(book.say("slack.home_texts")), *_texts(engine, language), divider()]
    mention = f"@{name}"
    how = book.say("slack.home_how_lines", mention=mention, command=command)
    blocks += [header(book.say("slack.home_how")), *(rich_text(line(span(one))) for one in how.split("\n"))]
    blocks += [divider(), *privacy]
    if opened:  # as much of it as leaves room for all the rest
        blocks[under:under] = opened[-max(MOST_IN_VIEW - len(blocks), 1) :]
    return home(blocks, keep=pack({"l": language, "b": body, "n": shown}, cut="b", limit=3_000))


def more(shown: int) -> int:
    """How many statements are open after one more page."""
    return shown + _PAGE


def _menus(bodies: list[str], placeholder: str, chosen: str) -> list[Block]:
    """A menu of the bodies; where they are more than a menu holds, several in the order of the alphabet."""
    menus = []
    for number, start in enumerate(range(0, min(len(bodies), 1_000), 100)):
        part = bodies[start : start + 100]
        label = placeholder if len(bodies) <= 100 else f"{placeholder}: {clip(part[0], 30)} – {clip(part[-1], 30)}"
        # An option's value has 150 characters, fewer than a name may have: a body is found again by its place and name.
        options = [(name, pack({"b": name}, cut="b", limit=150)) for name in part]
        value = pack({"b": chosen}, cut="b", limit=150)
        menus.append(menu(label, f"body_{number}", options, chosen=value))
    return [actions(*menus[at : at + 5]) for at in range(0, len(menus), 5)]


def _texts(engine: Engine, language: str) -> list[Block]:
    book = phrasebook(language)
    blocks: list[Block] = []
    documents = engine.library.documents
    for document in documents[:_TEXTS]:
        info = document.info
        facts = [
            info.reference,
            book.of("standings", info.standing) or book.say("slack.home_standing_unknown"),
            info.adopted,
        ]
        known = " · ".join(fact for fact in facts if fact)
        told = book.say("slack.home_text_line", known=known, count=len(document.statements))
        blocks.append(rich_text(line(span(clip(info.title, 200) + "\n", bold=True), span(told))))
    if len(documents) > _TEXTS:
        blocks.append(context(f"+ {len(documents) - _TEXTS}"))
    return blocks
