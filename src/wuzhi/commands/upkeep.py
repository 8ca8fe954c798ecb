"""What goes wrong while an installation runs: a clock or worker that stands still, a wrong key, files lost."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from uuid import uuid4

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Min, Q, QuerySet
from django.utils.translation import gettext as _

from wuzhi.areas.codes import Level, covers
from wuzhi.areas.models import Area
from wuzhi.cases import process
from wuzhi.cases.models import Case, Category, ProcessSwitch, Route, StageLimit
from wuzhi.core import clock, installation
from wuzhi.files.actions import is_kept
from wuzhi.files.models import Attachment
from wuzhi.notices import jobs
from wuzhi.papers.models import LetterTemplate
from wuzhi.people.models import Post, Role, Unit
from wuzhi.roster.models import Shift
from wuzhi.trust import vault

LATE = timedelta(hours=1)
MOST_FILES = 20_000
_NAMED = 10


def clock_runs() -> Iterator[str]:
    """Cases whose time came long ago: nobody ticks."""
    now = clock.now()
    late = Case.objects.filter(next_at__lt=now - LATE)
    count = late.count()
    if count:
        hours = (now - late.aggregate(first=Min("next_at"))["first"]) // timedelta(hours=1)
        yield _(
            "The clock stands still: {count} cases wait for it, the longest for {hours} hours. Is wuzhi tick running?"
        ).format(count=count, hours=hours)


def worker_runs() -> Iterator[str]:
    """Jobs that were due long ago and that no worker has taken."""
    count = jobs.waiting(since=LATE)
    if count:
        yield _("{count} deliveries have waited for over an hour. Is wuzhi worker running?").format(count=count)


def county_key() -> Iterator[str]:
    """The key is tried on something that it should open; what that holds is not read."""
    try:
        fits = vault.key_fits()
    except ImproperlyConfigured:  # the foundations have said so
        return
    if not fits:
        yield _(
            "WUZHI_COUNTY_KEY is not the key with which the vault was filled: what people wrote can't be read. "
            "Put the right key back."
        )


def files() -> Iterator[str]:
    """Attachments that the disk has lost; of many, those that follow a point that differs from check to check."""
    total, start = Attachment.objects.count(), uuid4()
    rows = Attachment.objects.order_by("pk").values_list("pk", flat=True)
    looked = list(rows.filter(pk__gte=start)[:MOST_FILES])
    looked += list(rows.filter(pk__lt=start)[: MOST_FILES - len(looked)])
    lost = sum(not is_kept(pk) for pk in looked)
    if lost:
        yield _(
            "Of {looked} photos and recordings looked at ({total} in all), {lost} have no file. "
            "Restore them from a backup."
        ).format(looked=len(looked), total=total, lost=lost)


def desks() -> Iterator[str]:
    """Where there are areas, somebody must review, and there must be kinds of matter to choose from."""
    counties = list(Area.objects.filter(valid_until=None, level=Level.COUNTY, children__isnull=False).distinct())
    if not counties:
        return
    if not Category.objects.filter(active=True).exists():
        yield _("There are areas, but no category of matters. Run wuzhi import people FILE.xlsx.")
    posts = Post.objects.in_force(clock.today()).filter(role=Role.DISPATCHER)
    scopes = set(posts.values_list("areas__code", flat=True)) - {None}
    bare = [one for one in counties if not any(covers(code, one.code) or covers(one.code, code) for code in scopes)]
    if bare:
        names = _some(str(county) for county in bare)
        yield _("{count} counties have areas, but no dispatcher: {names}.").format(count=len(bare), names=names)


def ended_areas() -> Iterator[str]:
    """After a regrouping, what still names an area that is no more reaches nobody."""
    now, today = clock.now(), clock.today()
    running = Q(ends__isnull=True) | Q(ends__gt=today)
    ended = Q(areas__valid_until__lte=today)
    posts = Post.objects.in_force(today).filter(ended).values_list("areas__code", flat=True)
    yield from _gone(str(Post._meta.verbose_name_plural), posts)
    units = Unit.objects.filter(active=True, area__valid_until__lte=today).values_list("area__code", flat=True)
    yield from _gone(str(Unit._meta.verbose_name_plural), units)
    present = set(Area.objects.filter(Q(valid_until=None) | Q(valid_until__gt=today)).values_list("code", flat=True))
    for rows in (
        Route.objects.filter(running),
        StageLimit.objects.filter(running).exclude(area_code=""),
        ProcessSwitch.objects.filter(running).exclude(area_code=""),
        LetterTemplate.objects.filter(running).exclude(area_code=""),
        Shift.objects.filter(ends__gt=now),
    ):
        codes = [code for code in rows.values_list("area_code", flat=True) if code not in present]
        yield from _gone(str(rows.model._meta.verbose_name_plural), codes)


def old_processes() -> Iterator[str]:
    """An open case is pinned to the version on which it opened."""
    pinned: QuerySet[Case, tuple[str, int]] = Case.objects.filter(closed_at=None).values_list("process", "version")
    for key, version in sorted(set(pinned.order_by().distinct())):
        if not process.is_known(key, version):
            count = Case.objects.filter(closed_at=None, process=key, version=version).count()
            yield _("{count} open cases run on version {version} of {process}, which this code lacks.").format(
                count=count, version=version, process=key
            )


def _gone(rows: str, codes: Iterable[str]) -> Iterator[str]:
    found = list(codes)
    if found:
        yield _("{rows}: {count} in force name areas that have ended or never were: {codes}.").format(
            rows=rows, count=len(found), codes=_some(found)
        )


def _some(names: Iterable[str]) -> str:
    known = sorted(set(names))
    return ", ".join(known[:_NAMED]) + (" …" if len(known) > _NAMED else "")


def register() -> None:
    """Adds them all; again, it changes nothing."""
    for check in (clock_runs, worker_runs, county_key, files, desks, ended_areas, old_processes):
        installation.register(check.__name__, check)
