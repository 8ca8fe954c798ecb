"""Due cases stepped by the clock through act_many; killed midway; two clocks at once: python -m bench.tick.

[--cases 100000] [--torn 20000] [--kills 3] [--databases sqlite,postgresql]

Ends with an error where a case was skipped or stepped twice, a chain is broken, or somebody is told twice or never.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

from bench.database import KINDS
from bench.server import ROOT, Installation, installation

_TICK = ("wuzhi.cli", "tick")


class Trial:
    """Cases filled into one installation again and again, and what all of them together must have become."""

    def __init__(self, made: Installation) -> None:
        self._made = made
        self._chains = Counter[str]()
        self.steps = self._told = 0

    def fill(self, cases: int) -> None:
        """So many more are due."""
        made = self._asked("bench.due", str(cases))
        self._chains.update(made["chains"])
        self.steps, self._told = made["steps"], made["told"]

    def run(self) -> dict[str, Any]:
        """One turn of the clock, measured from within."""
        return self._asked("bench.ticking", "run")

    def floor(self) -> float:
        """Seconds for as many steps' rows written bare."""
        return float(self._asked("bench.ticking", "floor", str(self.steps))["seconds"])

    def killed(self, cases: int, kills: int, dice: random.Random) -> list[int]:
        """The clock is killed so often, each time somewhere in what was left; how many were left each time."""
        left = [cases]
        for number in range(kills):
            until = int(left[-1] * (1 - dice.uniform(0.1, 1.2 / (kills - number + 1))))
            watcher, clock = self._start("bench.ticking", "watch", str(until)), self._start(*_TICK)
            watcher.wait()
            clock.kill()
            clock.wait()
            left.append(self.left())
            if not 0 < left[-1] < left[-2]:
                raise SystemExit(f"the kill struck with {left[-1]} of {left[-2]} left, not in the middle")
        return left[1:]

    def twice(self) -> None:
        """Two clocks at once, until both are done. CalledProcessError where one fails."""
        for clock in [self._start(*_TICK), self._start(*_TICK)]:
            if clock.wait():
                raise SystemExit("a clock failed beside another")

    def check(self) -> None:
        """SystemExit with what does not hold."""
        found = self._asked("bench.ticking", "check")
        faults = list(found["faults"])
        if found["left"]:
            faults.append(f"{found['left']} cases are still due")
        if found["told"] != self._told:
            faults.append(f"{found['told']} promises to tell, not {self._told}")
        if Counter(found["chains"]) != self._chains:
            faults.append(f"there are {found['chains']}, expected {dict(self._chains)}")
        if faults:
            raise SystemExit("\n".join(faults))

    def left(self) -> int:
        """How many are due."""
        return int(self._made.run("bench.ticking", "left"))

    def _start(self, module: str, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-W", "ignore", "-m", module, *words]
        return subprocess.Popen(command, env=self._made.environment, cwd=ROOT, stdout=subprocess.DEVNULL)

    def _asked(self, module: str, *words: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._made.run(module, *words))
        return found


def measure(kind: str, asked: argparse.Namespace) -> None:
    """The trials on one kind of database; a line for each."""
    with installation(kind) as made:
        trial = Trial(made)
        seconds = _whole(kind, asked.cases, trial)
        if asked.torn:
            _torn(kind, asked.torn, asked.kills, trial)
        trial.fill(asked.cases)
        bare = trial.floor()
        _say(kind, f"floor: the same rows bare in {bare:.1f} s; the clock takes {seconds / bare:.1f} times that")


def _whole(kind: str, cases: int, trial: Trial) -> float:
    """One run of the clock over all that is due; its seconds."""
    trial.fill(cases)
    done, steps = trial.run(), trial.steps
    seconds = float(done["seconds"])
    if done["taken"] != steps:
        raise SystemExit(f"{done['taken']} steps taken, not {steps}: {done}")
    rates = f"{cases / seconds:,.0f} cases/s, {steps / seconds:,.0f} steps/s"
    _say(kind, f"{cases:,} cases, {steps:,} steps: {seconds:.1f} s ({done['processor']:.1f} s of it its own), "
               f"{rates}, at most {done['memory_mb']:.0f} MB")  # fmt: skip
    trial.check()
    return seconds


def _torn(kind: str, cases: int, kills: int, trial: Trial) -> None:
    """The clock killed again and again, then two clocks at once."""
    trial.fill(cases)
    left = trial.killed(cases, kills, random.Random(cases))
    trial.run()
    trial.check()
    times = ", ".join(f"{count:,}" for count in left)
    _say(kind, f"killed with {times} of {cases:,} left: each stepped once")
    trial.fill(cases)
    trial.twice()
    trial.check()
    _say(kind, f"two clocks at once on {cases:,}: each stepped once")


def _say(kind: str, line: str) -> None:
    print(f"{kind:<11}{line}", flush=True)


def main(arguments: Sequence[str]) -> None:
    """Each database in turn."""
    parser = argparse.ArgumentParser(description="Due cases stepped by the clock.")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--torn", type=int, default=20_000, help="cases killed midway, and given to two clocks")
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--databases", default=",".join(KINDS))
    asked = parser.parse_args(list(arguments))
    for kind in asked.databases.split(","):
        measure(kind, asked)


if __name__ == "__main__":
    main(sys.argv[1:])
