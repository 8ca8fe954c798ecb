"""A worker that does its first job whole, then stands still before the commit until it is killed."""

import time
from collections.abc import Mapping
from typing import Any

import django

django.setup()

from wuzhi.cases.delivery import tell  # noqa: E402  models need their settings first
from wuzhi.notices.jobs import handles, work  # noqa: E402  likewise


@handles("case_event")
def tell_and_stand_still(payload: Mapping[str, Any]) -> None:
    """The real effect, then a long pause inside its transaction."""
    tell(payload)
    print("told", flush=True)
    time.sleep(60)


if __name__ == "__main__":
    work()
