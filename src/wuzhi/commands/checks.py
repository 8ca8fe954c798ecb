"""What the rooms above `core` add to `wuzhi check`: gaps in settings rows that would leave a matter stuck."""

from collections.abc import Iterator
from itertools import islice

from django.db.models import Q
from django.utils.translation import gettext as _

from wuzhi.areas.codes import LENGTHS, Level
from wuzhi.areas.models import Area, CalendarDay
from wuzhi.cases.imported.taking import unsound
from wuzhi.cases.models import Category, Route
from wuzhi.cases.verifying import altered
from wuzhi.core import clock, installation
from wuzhi.core.ids import show_number
from wuzhi.notices import jobs
from wuzhi.people.models import Post, Role, Unit
from wuzhi.roster.queries import unit_on_duty

_MOST_NAMED = 20


def territory() -> Iterator[str]:
    """No areas, no reports."""
    if not Area.objects.exists():
        yield _("There are no areas. Run wuzhi import areas FILE.")


def calendar() -> Iterator[str]:
    """Deadlines need this year's holidays as published, and the next year's at least as an estimate."""
    year = clock.today().year
    for wanted in (year, year + 1):
        if not CalendarDay.objects.filter(day__year=wanted).exists():
            yield _("The calendar has no holidays of {year}. Run wuzhi migrate.").format(year=wanted)
    if CalendarDay.objects.filter(day__year=year, estimated=True).exists():
        yield _("The calendar's holidays of {year} are an estimate. Enter those that were published.").format(year=year)


def routes() -> Iterator[str]:
    """A category that no route names would be handled by nobody."""
    today = clock.today()
    in_force = Route.objects.filter(Q(ends__isnull=True) | Q(ends__gt=today), starts__lte=today)
    bare = Category.objects.filter(active=True).exclude(pk__in=in_force.values("category"))
    names = [str(category) for category in bare[:20]]
    if names:
        yield _("{count} categories have no route: {names}.").format(count=bare.count(), names=", ".join(names))


def duty() -> Iterator[str]:
    """What must be done at once needs a unit that answers, in every county with units."""
    length = LENGTHS[Level.COUNTY]
    codes = Unit.objects.filter(active=True).values_list("area__code", flat=True)
    for county in sorted({code[:length] for code in codes if len(code) >= length}):
        if unit_on_duty(county) is None:
            yield _("Nobody is on duty in {code}, and it has no centre to answer.").format(code=county)


def administration() -> Iterator[str]:
    """Without an administrator nobody could mend the rest."""
    if not Post.objects.in_force(clock.today()).filter(role=Role.ADMINISTRATOR).exists():
        yield _("Nobody holds the post of an administrator.")


def deliveries() -> Iterator[str]:
    """Jobs that were tried too often wait for a person."""
    parked = jobs.parked()
    if parked:
        yield _("{count} deliveries failed too often and are parked. wuzhi worker --revive tries them again.").format(
            count=parked
        )


def records() -> Iterator[str]:
    """What happened must not have been altered, cut or left out unseen."""
    for case, fault in islice(altered(), _MOST_NAMED):
        yield _("The record of {number} was altered: {fault}.").format(number=show_number(case.uuid), fault=fault)


def imports() -> Iterator[str]:
    """Another system's history must be whole and as it was signed."""
    for batch, why in unsound():
        yield _("The import from {source}: {why}.").format(source=batch.source, why=why)


def register() -> None:
    """Adds them all; again, it changes nothing."""
    for check in (territory, calendar, routes, duty, administration, deliveries, records, imports):
        installation.register(check.__name__, check)
