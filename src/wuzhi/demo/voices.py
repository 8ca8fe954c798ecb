"""Neighbours who say "me too" of what is public in the demo."""

import random

from wuzhi.cases.public import released
from wuzhi.modules.nearby.actions import say_me_too
from wuzhi.modules.nearby.device import Device

_MOST = 40


def join(seed: int = 421081) -> int:
    """Lets browsers that never were join open public matters: most a few, some many; how many rows that made."""
    dice, said = random.Random(seed), 0
    for case in released().filter(closed_at=None).order_by("pk"):
        for _browser in range(int(dice.paretovariate(1.1)) % _MOST):
            say_me_too(case=case, mark=Device(dice.randbytes(16)).mark(case.uuid))
            said += 1
    return said
