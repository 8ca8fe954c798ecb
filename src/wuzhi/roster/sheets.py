"""The workbook's sheet of how long a ring waits. Shifts are planned on the duty pages, where overlaps are seen."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from wuzhi.core import sheets
from wuzhi.core.sheets import Cells, Column, Import, Line, Outcome, Sheet
from wuzhi.roster.actions import set_ring_limit
from wuzhi.roster.models import RingLimit


def _rows() -> Iterable[Cells]:
    for row in RingLimit.objects.all():
        yield {**sheets.columns_of(row, "minutes", "active"), "area": row.area_code}


def _apply(to: Import, line: Line) -> Outcome:
    held = RingLimit.objects.filter(area_code=line.get("area")).exists()
    minutes, active = sheets.whole(line["minutes"], "minutes"), line.get("active") != sheets.NO
    done = set_ring_limit(actor=to.actor, area_code=line.get("area"), minutes=minutes, active=active)
    return "unchanged" if not done else "changed" if held else "added"


RINGS = Sheet(
    key="rings",
    title="响铃时限",
    order=110,
    models=(RingLimit,),
    columns=(
        Column("area", "区划代码", _("Empty means everywhere; the most specific area wins."), longest=17, kind="area"),
        Column("minutes", "分钟", required=True, longest=3),
        Column("active", "启用", sheets.EMPTY_IS_YES, choices=lambda: sheets.YES_NO),
    ),
    identity=("area",),
    rows=_rows,
    apply=_apply,
    examples=lambda: (("421081", "5", ""),),
)
sheets.register(RINGS)
