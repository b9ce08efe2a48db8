"""The search for the numbers of calibration.yaml that cost least: one at a time, and for each the middle of its plateau."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

STEP, FINE, REACH = 0.05, 0.01, 0.25  # first tries, then the edges of the plateau, and how far from where it stands
BESIDE = 0.05  # how far the neighbours are that are told of
_PASSES = 3

C = TypeVar("C")
# What came of a case, by a word, and the names of all numbers that it depended on.
Came = tuple[str, frozenset[str]]
# What comes of each of some cases under numbers.
Try = Callable[[Sequence[C], Mapping[str, float]], Sequence[Came]]


@dataclass(frozen=True)
class Neighbour:
    """What came of all cases, and what it costs, with one number set to `value`."""

    value: float
    cost: float
    came: Mapping[str, int]


@dataclass(frozen=True)
class Swept:
    """One number, swept: what was chosen, the plateau of least cost that it is the middle of, and the chosen with its neighbours.

    It is not `decided` where all that was tried costs the same: the cases do not tell, and it stays as it was.
    """

    name: str
    before: float
    chosen: float
    plateau: tuple[float, float]
    decided: bool
    neighbours: tuple[Neighbour, ...]


class Costs(Generic[C]):
    """What cases cost under numbers, by the `price` of what came of each. A case is tried again only for a number it depends on."""

    def __init__(
        self, cases: Sequence[C], attempt: Try[C], price: Mapping[str, float], numbers: Mapping[str, float]
    ) -> None:
        self._cases, self._attempt, self._price = list(cases), attempt, price
        self.numbers = dict(numbers)
        self._came: Sequence[Came] = attempt(self._cases, self.numbers)

    @property
    def cost(self) -> float:
        """The cost of all cases under the numbers as they stand."""
        return self.price(word for word, _ in self._came)

    def price(self, came: Iterable[str]) -> float:
        """What this costs."""
        return round(sum(self._price[word] for word in came), 6)

    def settle(self, name: str, value: float) -> None:
        """Let the number called `name` be `value` from now on."""
        if self.numbers[name] != value:
            self.numbers[name] = value
            self._came = self._attempt(self._cases, self.numbers)

    def beside(self, name: str, probes: Sequence[float]) -> Beside[C]:
        """The cases under other values of one number. `probes` are the values at which all that depend on it are tried."""
        depending = [at for at, (_, names) in enumerate(self._came) if name in names]
        return Beside(self, name, [word for word, _ in self._came], depending, probes)

    def words(self, places: Sequence[int], name: str, value: float) -> dict[int, str]:
        """What comes of the cases at `places` with one number set to `value`."""
        came = self._attempt([self._cases[at] for at in places], {**self.numbers, name: value})
        return {at: word for at, (word, _) in zip(places, came, strict=True)}


class Beside(Generic[C]):
    """The cases under other values of one number.

    A case that comes out the same at every probe is taken to come out the same between them, and not tried there.
    """

    def __init__(
        self, costs: Costs[C], name: str, now: Sequence[str], depending: Sequence[int], probes: Sequence[float]
    ) -> None:
        self._costs, self._name = costs, name
        self._known = {costs.numbers[name]: list(now)}
        self._moving: Sequence[int] = depending
        for value in probes:
            self.came(value)
        self._moving = [at for at in depending if len({came[at] for came in self._known.values()}) > 1]

    def came(self, value: float) -> list[str]:
        """What comes of each case at `value`."""
        if value not in self._known:
            came = list(self._known[self._costs.numbers[self._name]])
            for at, word in self._costs.words(self._moving, self._name, value).items():
                came[at] = word
            self._known[value] = came
        return self._known[value]

    def of(self, value: float) -> float:
        """The cost of all cases at `value`."""
        return self._costs.price(self.came(value))

    def neighbour(self, value: float) -> Neighbour:
        """What came of all cases at `value`, in numbers."""
        return Neighbour(value, self.of(value), dict(Counter(self.came(value))))


def search(costs: Costs[C], names: Sequence[str], *, told: Callable[[str], None]) -> dict[str, Swept]:
    """Sweep each number beside the others as they stand, and again until nothing is gained. `costs` is left at what was chosen."""
    first = dict(costs.numbers)
    found: dict[str, Swept] = {}
    for turn in range(_PASSES):
        before = costs.cost
        for name in names:
            now, cost = costs.numbers[name], costs.cost
            swept = sweep(costs, name)
            costs.settle(name, swept.chosen)
            if costs.cost > cost:  # a case came out otherwise between two probes
                costs.settle(name, now)
            chosen = costs.numbers[name]
            found[name] = Swept(name, first[name], chosen, swept.plateau, swept.decided, swept.neighbours)
            told(f"pass {turn + 1}: {name} {now:g} -> {chosen:g}, cost {costs.cost:g}")
        if costs.cost >= before:
            break
    return found


def sweep(costs: Costs[C], name: str) -> Swept:
    """Try values around the one that stands, and choose the middle of the plateau that it is on, or else of the widest."""
    now = costs.numbers[name]
    beside = costs.beside(name, _within(now, (-REACH, -REACH / 2, REACH / 2, REACH)))
    steps = round(REACH / STEP)
    values = sorted({*_within(now, [step * STEP for step in range(-steps, steps + 1)]), now})
    least = min(beside.of(value) for value in values)
    runs = _runs(values, [beside.of(value) == least for value in values])
    low, high = next(((a, b) for a, b in runs if a <= now <= b), None) or max(runs, key=lambda run: run[1] - run[0])
    decided = (low, high) != (values[0], values[-1])
    chosen = now
    if decided:
        low = _edge(beside, low, max((value for value in values if value < low), default=low), least)
        high = _edge(beside, high, min((value for value in values if value > high), default=high), least)
        middle = _rounded((low + high) / 2)
        chosen = middle if beside.of(middle) == least else min((low, high), key=lambda edge: abs(edge - now))
    near = sorted({*_within(chosen, (-BESIDE, BESIDE)), chosen})
    return Swept(name, now, chosen, (low, high), decided, tuple(map(beside.neighbour, near)))


def _edge(beside: Beside[C], inside: float, outside: float, least: float) -> float:
    """The last value from `inside` towards `outside` that still costs least."""
    while abs(outside - inside) > FINE * 1.01:
        middle = _rounded((inside + outside) / 2)
        if middle in (inside, outside):
            break
        if beside.of(middle) == least:
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


def _within(now: float, steps: Sequence[float]) -> list[float]:
    """The values that far from `now` that are shares."""
    return [value for step in steps if 0.0 <= (value := _rounded(now + step)) <= 1.0]


def _rounded(value: float) -> float:
    return round(value, 2)
