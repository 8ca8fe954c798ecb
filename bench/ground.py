"""Loads the demo county into an installation, and says as JSON where a bench may report: python -m bench.ground."""

import json
import os
import random
import sys
from collections import Counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuzhi.settings.dev")
django.setup()

from wuzhi.areas.models import Area  # noqa: E402  models need their settings first
from wuzhi.cases.models import Case  # noqa: E402
from wuzhi.demo.county import load_county  # noqa: E402


def places() -> dict[str, object]:
    """Village names that tell one place, and points inside the county, both in an order by lot; villages' codes."""
    found = list(Area.objects.filter(level="village").order_by("code").values_list("code", "name"))
    names = Counter(name for _code, name in found)
    villages = sorted(name for name, count in names.items() if count == 1)
    grids = Area.objects.filter(level="microgrid", longitude__isnull=False).order_by("code")
    points = list(grids.values_list("longitude", "latitude"))
    dice = random.Random(421081)
    dice.shuffle(villages)
    dice.shuffle(points)
    return {"villages": villages, "points": points, "codes": [code for code, _name in found]}


if __name__ == "__main__":
    if "--count" in sys.argv:
        print(json.dumps({"cases": Case.objects.count()}))
        sys.exit()
    if not Area.objects.exists():
        load_county()
    print(json.dumps(places()))
