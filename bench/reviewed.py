"""Reports that are reviewed and wait to be dispatched, by the engine's own steps: python -m bench.reviewed 20."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuzhi.settings.dev")
django.setup()

from wuzhi.areas.models import Area  # noqa: E402  models need their settings first
from wuzhi.cases.actions import act, open_case  # noqa: E402
from wuzhi.demo.cast import read_cast  # noqa: E402
from wuzhi.demo.county import is_loaded, load_county  # noqa: E402
from wuzhi.people.actor import ANYONE  # noqa: E402

_REVIEW = {"category": "street-light", "urgency": "ordinary", "summary": "路灯不亮"}


def fill(count: int) -> None:
    """So many, each in a village of its own as far as they reach."""
    if not is_loaded():
        load_county()
    villages = list(Area.objects.filter(level="village").order_by("code").values_list("code", flat=True))
    dispatcher = read_cast().actor("dispatcher")
    for number in range(count):
        data = {"words": "路灯坏了三天", "place_code": villages[number % len(villages)]}
        case = open_case(actor=ANYONE, process_key="report", data=data).case
        act(actor=dispatcher, case_uuid=case.uuid, step_key="review", data=_REVIEW)


if __name__ == "__main__":
    fill(int(sys.argv[1]))
