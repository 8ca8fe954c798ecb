"""`wuzhi import cases`: another system's history."""

from pathlib import Path

from django.utils.translation import gettext as _

from wuzhi.cases.imported.mapping import Wrong, read_mapping
from wuzhi.cases.imported.taking import Account, take_in
from wuzhi.commands import screen
from wuzhi.core.together import hands

_MOST_SHOWN = 50


def cases(file: Path, mapping: Path) -> int:
    """Exit code 1 where the mapping or a row has a fault; then nothing of the file was taken."""
    try:
        known = read_mapping(mapping)
        with screen.bar(_("Importing cases")) as progress:
            account = take_in(file, known, progress, hands=hands())
    except Wrong as wrong:
        for fault in wrong.faults:
            screen.complain(fault)
        return screen.PROBLEMS
    for line, reason in account.faults[:_MOST_SHOWN]:
        screen.complain(_("row %(row)d: %(reason)s") % {"row": line, "reason": reason})
    if account.faults:
        facts = {"count": len(account.faults), "rows": account.rows}
        screen.complain(_("%(count)d of %(rows)d rows have a fault. Nothing was imported.") % facts)
        return screen.PROBLEMS
    for sentence in told(account):
        screen.say(sentence)
    return screen.FINE


def told(account: Account) -> list[str]:
    """Where every row went."""
    placed, without = account.placed, account.without_point
    facts = {
        "rows": account.rows, "taken": account.taken, "there": account.there_already, "point": placed["point"],
        "area": placed["area"], "elsewhere": placed["elsewhere"], "none": without["none"],
        "rounded": without["rounded"], "category": account.without_category,
    }  # fmt: skip
    return [
        _("%(rows)d rows: %(taken)d taken in, %(there)d there already.") % facts,
        _("Placed by their point: %(point)d, by the name of an area: %(area)d, by neither: %(elsewhere)d.") % facts,
        _("Without a point: %(none)d have none, %(rounded)d have a rounded one, which was left out.") % facts,
        _("Without a category: %(category)d.") % facts,
        _("The import is signed."),
    ]
