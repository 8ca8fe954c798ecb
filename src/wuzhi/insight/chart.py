"""The curve of twelve weeks as lines of a drawing: made here, so that it also shows on paper and without a script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wuzhi.insight.queries import Week

WIDTH, HEIGHT = 420, 190
LEFT, RIGHT, TOP, BOTTOM = 44, 26, 12, 28
LINES = 4


@dataclass(frozen=True)
class Tick:
    """A line across, and what it stands for."""

    y: float
    number: int


@dataclass(frozen=True)
class Stop:
    """Where a week stands in the drawing."""

    x: float
    came: float
    ended: float
    week: Week


@dataclass(frozen=True)
class Chart:
    """All that the drawing needs, in its own units."""

    ticks: list[Tick]
    stops: list[Stop]

    width, height, left, right, base = WIDTH, HEIGHT, LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM

    @property
    def came(self) -> str:
        """Points of the line of what came in."""
        return " ".join(f"{one.x},{one.came}" for one in self.stops)

    @property
    def ended(self) -> str:
        """Points of the line of what ended."""
        return " ".join(f"{one.x},{one.ended}" for one in self.stops)


def chart(weeks: Sequence[Week]) -> Chart:
    """Both lines from zero up to a round number above the highest."""
    top = _round_up(max([LINES, *(max(one.came, one.ended) for one in weeks)]))

    def height(number: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * number / top, 1)

    step = (WIDTH - LEFT - RIGHT) / max(1, len(weeks) - 1)
    ticks = [Tick(height(top * line / LINES), top * line // LINES) for line in range(LINES + 1)]
    stops = [
        Stop(round(LEFT + step * number, 1), height(one.came), height(one.ended), one)
        for number, one in enumerate(weeks)
    ]
    return Chart(ticks, stops)


def _round_up(number: int) -> int:
    """The next of 4, 8, 20, 40, 80, 200, … so that its quarters are whole."""
    size = 1
    while True:
        for part in (4, 8, 20):
            if number <= part * size:
                return part * size
        size *= 10
