"""The search for the numbers of calibration.yaml that cost least: one at a time, and for each the middle of its plateau."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

STEP, FINE, REACH = 0.05, 0.01, 0.25  # first tries, then the edges of the plateau, and how far from where it stands
_PASSES = 3

C = TypeVar("C")
# What came of a case, by a word, and the names of all numbers that it depended on.
Came = tuple[str, frozenset[str]]
# What comes of each of some cases under numbers.
Try = Callable[[Sequence[C], Mapping[str, float]], Sequence[Came]]


@dataclass(frozen=True)
class Swept:
    """One number, swept: what was chosen, and the plateau of least cost that it is the middle of.

    It is not `decided` where all that was tried costs the same: the cases do not tell, and it stays as it was.
    """

    name: str
    before: float
    chosen: float
    plateau: tuple[float, float]
    decided: bool


class Costs(Generic[C]):
    """What cases cost under numbers, by the `price` of what came of each. A case is tried again only for a number it depends on."""

    def __init__(
        self, cases: Sequence[C], attempt: Try[C], price: Mapping[str, float], numbers: Mapping[str, float]
    ) -> None:
        self._cases, self._try, self._price = list(cases), attempt, price
        self.numbers: dict[str, float] = {}
        self._came: Sequence[Came] = ()
        self._known: dict[tuple[str, float], Sequence[Came]] = {}
        self.settle(numbers)

    def settle(self, numbers: Mapping[str, float]) -> None:
        """Take `numbers` for those that others are tried beside. Where one differs, and was tried, nothing is tried again."""
        changed = [(name, value) for name, value in numbers.items() if self.numbers.get(name) != value]
        if not changed:
            return
        known = self._known.get(changed[0]) if len(changed) == 1 else None
        self.numbers = dict(numbers)
        self._came = known or self._try(self._cases, self.numbers)
        self._known = dict.fromkeys(self.numbers.items(), self._came)

    def count(self, name: str, value: float) -> Counter[str]:
        """How often each came where the number called `name` is `value`."""
        if (name, value) not in self._known:
            depending = [at for at, (_, names) in enumerate(self._came) if name in names]
            tried = self._try([self._cases[at] for at in depending], {**self.numbers, name: value})
            anew = dict(zip(depending, tried, strict=True))
            self._known[name, value] = [anew.get(at, came) for at, came in enumerate(self._came)]
        return Counter(word for word, _ in self._known[name, value])

    def of(self, name: str, value: float) -> float:
        """The cost of all cases where the number called `name` is `value`."""
        return round(sum(self._price[word] * times for word, times in self.count(name, value).items()), 6)


def search(costs: Costs[C], names: Sequence[str], *, told: Callable[[str], None]) -> dict[str, Swept]:
    """Sweep each number beside the others as they stand, and again until nothing is gained. `costs` is left at what was chosen."""
    first = dict(costs.numbers)
    found: dict[str, Swept] = {}
    for turn in range(_PASSES):
        before = costs.of(names[0], costs.numbers[names[0]])
        for name in names:
            swept = sweep(costs, name)
            found[name] = Swept(name, first[name], swept.chosen, swept.plateau, swept.decided)
            costs.settle({**costs.numbers, name: swept.chosen})
            told(f"pass {turn + 1}: {name} {swept.before:g} -> {swept.chosen:g}, cost {costs.of(name, swept.chosen):g}")
        if costs.of(names[0], costs.numbers[names[0]]) >= before:
            break
    return found


def sweep(costs: Costs[C], name: str) -> Swept:
    """Try values around the one that stands, and choose the middle of the plateau that it is on, or else of the widest."""
    now = costs.numbers[name]
    steps = round(REACH / STEP)
    values = sorted({_rounded(now + step * STEP) for step in range(-steps, steps + 1)} | {now})
    values = [value for value in values if 0.0 <= value <= 1.0 or value == now]
    least = min(costs.of(name, value) for value in values)
    runs = _runs(values, [costs.of(name, value) == least for value in values])
    low, high = next(((a, b) for a, b in runs if a <= now <= b), None) or max(runs, key=lambda run: run[1] - run[0])
    if (low, high) == (values[0], values[-1]):
        return Swept(name, now, now, (low, high), False)
    low = _edge(costs, name, low, max((value for value in values if value < low), default=low), least)
    high = _edge(costs, name, high, min((value for value in values if value > high), default=high), least)
    middle = _rounded((low + high) / 2)
    chosen = middle if costs.of(name, middle) == least else min((low, high), key=lambda edge: abs(edge - now))
    return Swept(name, now, chosen, (low, high), True)


def _edge(costs: Costs[C], name: str, inside: float, outside: float, least: float) -> float:
    """The last value from `inside` towards `outside` that still costs least."""
    while abs(outside - inside) > FINE * 1.01:
        middle = _rounded((inside + outside) / 2)
        if middle in (inside, outside):
            break
        if costs.of(name, middle) == least:
            inside = middle
        else:
            outside = middle
    return inside


def _runs(values: Sequence[float], best: Sequence[bool]) -> list[tuple[float, float]]:
    """The unbroken rows of values that are best, each by its first and last."""
    runs: list[tuple[float, float]] = []
    for at, (value, good) in enumerate(zip(values, best, strict=True)):
        if good and at and best[at - 1]:
            runs[-1] = (runs[-1][0], value)
        elif good:
            runs.append((value, value))
    return runs


def _rounded(value: float) -> float:
    return round(value, 2)
