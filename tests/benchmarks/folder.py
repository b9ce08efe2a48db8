"""A large folder: the first reading, the second start, and how soon a changed text is answered from.

    python -m tests.benchmarks.folder [--documents 1000] [--pages 10] [--seed 1] [--json]

Makes documents of ten pages (Markdown, plain text, Word and HTML in turn) out of made-up sentences, 300 words a page. Prints seconds, ratios, and
the memory of this process.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot.config import read_config
from bot.fresh import QUIET, KeptEngine
from tests.conftest import ROOT
from tests.word_files import paragraph, word_file

T = TypeVar("T")

_BODIES = [
    "Kommunstyrelsen",
    "Hamnnämnden",
    "Socialnämnden",
    "Förvaltningschefen",
    "Ekonomichefen",
    "Rektor",
    "Kulturnämnden",
    "Miljönämnden",
    "Näringslivschefen",
]
_VERBS = [
    "beslutar om",
    "ansvarar för",
    "samordnar",
    "bereder",
    "följer upp",
    "yttrar sig över",
    "godkänner",
    "fastställer",
]
_PARTS = [
    "resor",
    "avtal",
    "lokaler",
    "bidrag",
    "taxor",
    "projekt",
    "upphandling",
    "medlemskap",
    "planer",
    "remisser",
    "riktlinjer",
    "inköp",
]
_ENDS = [
    "inom den egna verksamheten",
    "upp till 100 000 kronor",
    "efter samråd med ekonomichefen",
    "för hela kommunen",
    "i länder utanför Norden",
    "varje år",
]
_FILL = [
    "Arbetet bedrivs så att {a} och {b} hänger ihop med kommunens mål",
    "De som berörs av {a} får veta det i god tid.",
]
_WORDS_A_PAGE = 300


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--documents", type=int, default=1_000)
    parser.add_argument("--pages", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        figures = measure(Path(place), options.documents, options.pages, random.Random(options.seed))
    if options.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:<42} {value:>12,.2f}")


def measure(place: Path, documents: int, pages: int, chance: random.Random) -> dict[str, float]:
    """Make the texts in `place`, read them twice, change one, and return the figures."""
    texts = place / "texts"
    texts.mkdir()
    names = [write(texts, number, pages, chance) for number in range(documents)]
    config = replace(read_config(ROOT / "config.yaml"), knowledge=texts, state=place / "state")

    def progress(read: int, of: int) -> None:
        if read % max(1, of // 20) == 0:
            print(f"\r{read} of {of} texts read", end="" if read < of else "\n", file=sys.stderr, flush=True)

    first, kept = timed(lambda: KeptEngine(config, progress=progress))
    passages = sum(len(d.passages) for d in kept.engine.library.documents)
    second, kept = timed(lambda: KeptEngine(config))
    answers = sorted(timed(partial(kept.engine.ask, q))[0] for q in questions(chance, 100))
    lives = []
    for name in chance.sample(names, min(5, len(names))):
        path = texts / name
        path.write_bytes(path.read_bytes().replace(b"Rektor ", b"Skolchefen "))
        kept.refresh(0.0)
        lives.append(timed(lambda: kept.refresh(2 * QUIET))[0])
    return {
        "documents": documents,
        "passages": passages,
        "first reading, s": first,
        "second start, s": second,
        "times quicker": first / second,
        "a changed text live, s (median)": sorted(lives)[len(lives) // 2],
        "a changed text live, s (most)": max(lives),
        "one answer, ms (median)": 1_000 * answers[len(answers) // 2],
        "one answer, ms (99th percentile)": 1_000 * answers[int(0.99 * len(answers))],
        "peak memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000,
    }


def timed(action: Callable[[], T]) -> tuple[float, T]:
    """Seconds that `action` takes, and what it returns."""
    start = time.perf_counter()
    done = action()
    return time.perf_counter() - start, done


def questions(chance: random.Random, count: int) -> list[str]:
    """Questions about what the texts say, and about what they do not."""
    forms = (
        "Vem beslutar om {a} {end}?",
        "Vem ansvarar för {a} och {b} {end}?",
        "Får {body} godkänna {a} {end}?",
        "vem bestämer om {a} för hela komunen",
        "Vad ansvarar {body} för?",
        "Hej! Vi undrar i vår grupp vem det är som säger ja till {a} när det gäller {b}, och om man måste fråga nån först?",
        "Vem beslutar om {a} och parkeringsböter?",
        "Måste {body} höras innan vi beslutar om {a}?",
    )
    return [
        chance.choice(forms).format(
            a=chance.choice(_PARTS),
            b=chance.choice(_PARTS),
            end=chance.choice(_ENDS[3:5]),
            body=chance.choice(_BODIES).lower(),
        )
        for _ in range(count)
    ]


def write(folder: Path, number: int, pages: int, chance: random.Random) -> str:
    """Write one document and return its name."""
    sections: list[tuple[str, list[str]]] = []
    for page in range(pages):
        spoken, words = [], 0
        while words < _WORDS_A_PAGE:
            spoken.append(sentence(chance))
            words += len(spoken[-1].split())
        sections.append((f"{page + 1} Avsnitt om {chance.choice(_PARTS)}", spoken))
    title = f"Riktlinjer nummer {number}"
    if number % 4 == 0:
        name, content = (
            f"text{number}.md",
            "\n\n".join([f"# {title}", *(f"## {h}\n\n" + "\n\n".join(s) for h, s in sections)]).encode(),
        )
    elif number % 4 == 1:
        name, content = (
            f"text{number}.txt",
            "\n\n".join([title.upper(), *(f"{h}\n\n" + "\n\n".join(s) for h, s in sections)]).encode(),
        )
    elif number % 4 == 2:
        parts = [paragraph(title, style="Rubrik")]
        for heading, spoken in sections:
            parts += [paragraph(heading, style="Rubrik1"), *(paragraph(one) for one in spoken)]
        name, content = f"text{number}.docx", word_file(*parts)
    else:
        inside = "".join(f"<h2>{h}</h2>" + "".join(f"<p>{one}</p>" for one in s) for h, s in sections)
        name, content = f"text{number}.html", f"<html><body><h1>{title}</h1>{inside}</body></html>".encode()
    (folder / name).write_bytes(content)
    return name


def sentence(chance: random.Random) -> str:
    """A sentence that hands out a task, or one that does not."""
    a, b = chance.sample(_PARTS, 2)
    if chance.random() < 0.5:
        return chance.choice(_FILL).format(a=a, b=b).rstrip(".") + "."
    return f"{chance.choice(_BODIES)} {chance.choice(_VERBS)} {a} och {b} {chance.choice(_ENDS)}."


if __name__ == "__main__":
    main()
