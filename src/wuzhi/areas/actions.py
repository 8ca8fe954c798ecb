"""Bringing a territory in: all of a file or nothing of it, and again without a change."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wuzhi.areas.checking import Draft, check
from wuzhi.areas.codes import LENGTHS, Level
from wuzhi.areas.models import Area, AreaShape
from wuzhi.areas.outlines import from_geojson, to_binary
from wuzhi.areas.reading import Outline, Problem, Reading, read
from wuzhi.core.versions import raise_version

Progress = Callable[[int, int], None]
_BATCH = 1000


@dataclass
class Report:
    """What an import did. With errors (line, reason) it wrote nothing."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[Problem] = field(default_factory=list)


def import_areas(*, path: Path, on: date, progress: Progress | None = None) -> Report:
    """Adds and renames areas from CSV or XLSX, or sets outlines from GeoJSON; new ones hold from `on`.

    Areas that the file doesn't name stay. `progress` is told rows done and rows in all. Never raises for what
    is in the file: that is in the report, line 0 standing for the file as a whole.
    """
    try:
        reading = read(Path(path))
    except ValidationError as error:
        return Report(errors=[(0, message) for message in error.messages])
    try:
        with transaction.atomic():
            report = _import(reading, on, progress)
            if report.added or report.changed:
                raise_version("areas")
    except IntegrityError:
        return Report(errors=[(0, _("Somebody else changed areas at the same moment. Please import again."))])
    return report


def _import(reading: Reading, on: date, progress: Progress | None) -> Report:
    if not reading.rows:
        return _import_outlines(reading.outlines, reading.errors, progress)
    drafts, errors = check(reading.rows)
    problems = sorted(reading.errors + errors)
    return Report(errors=problems) if problems else _write_areas(drafts, on, progress)


def _write_areas(drafts: list[Draft], on: date, progress: Progress | None) -> Report:
    held = {area.code: area for area in Area.objects.filter(valid_until=None)}
    report = Report()
    ids = {code: area.pk for code, area in held.items()}
    renewed: list[Area] = []
    fields: set[str] = set()
    done = 0
    for level in Level.values:  # widest first: a parent has its id before its children need it
        batch = [draft for draft in drafts if draft.level == level]
        fresh = [_new_area(draft, ids, on) for draft in batch if draft.code not in held]
        for draft in batch:
            if draft.code in held:
                before = held[draft.code]
                if differing := _renew(before, draft, ids):
                    renewed.append(before)
                    fields |= differing
                else:
                    report.unchanged += 1
        for area in Area.objects.bulk_create(fresh, batch_size=_BATCH):
            ids[area.code] = area.pk
        report.added += len(fresh)
        done += len(batch)
        if progress and batch:
            progress(done, len(drafts))
    if fields:  # only those that differ: each one named costs as much again
        Area.objects.bulk_update(renewed, sorted(fields), batch_size=_BATCH // 4)
    report.changed = len(renewed)
    return report


def _new_area(draft: Draft, ids: dict[str, int], on: date) -> Area:
    return Area(
        code=draft.code,
        name=draft.name,
        name_en=draft.name_en,
        level=draft.level,
        parent_id=ids.get(draft.parent),
        grid_code=draft.grid_code,
        valid_from=on,
    )


def _renew(area: Area, draft: Draft, ids: dict[str, int]) -> set[str]:
    """The fields of which the file says something else; what it leaves open (English name, grid, estate) stays."""
    keeps_parent = area.level not in LENGTHS and draft.parent == area.code[: LENGTHS[Level.VILLAGE]]
    wanted = {
        "name": draft.name,
        "name_en": draft.name_en or area.name_en,
        "parent_id": area.parent_id if keeps_parent else ids.get(draft.parent),
        "grid_code": draft.grid_code or area.grid_code,
    }
    differing = {key: value for key, value in wanted.items() if getattr(area, key) != value}
    for key, value in differing.items():
        setattr(area, key, value)
    return set(differing)


def _import_outlines(outlines: list[Outline], errors: list[Problem], progress: Progress | None) -> Report:
    areas = dict(Area.objects.filter(valid_until=None).values_list("code", "pk"))
    seen: dict[str, int] = {}
    sound: dict[int, bytes] = {}
    problems = list(errors)
    if not outlines and not problems:
        problems.append((0, _("The file holds no areas.")))
    for number, outline in enumerate(outlines, start=1):
        try:
            sound[_area_of(outline, areas, seen)] = to_binary(from_geojson(outline.geometry))
        except ValidationError as error:
            problems.append((outline.line, error.messages[0]))
        if progress:
            progress(number, len(outlines))
    return Report(errors=sorted(problems)) if problems else _write_outlines(sound)


def _area_of(outline: Outline, areas: dict[str, int], seen: dict[str, int]) -> int:
    facts = {"code": outline.code[:30], "line": seen.get(outline.code, 0)}
    if outline.code in seen:
        raise ValidationError(_("%(code)s is already in feature %(line)d.") % facts)
    seen[outline.code] = outline.line
    if outline.code not in areas:
        raise ValidationError(_("No area in force has the code %(code)s. Import its name first.") % facts)
    return areas[outline.code]


def _write_outlines(sound: dict[int, bytes]) -> Report:
    held = {shape.pk: shape for shape in AreaShape.objects.filter(pk__in=list(sound))}
    fresh = [AreaShape(area_id=area, outline=outline) for area, outline in sound.items() if area not in held]
    renewed = [shape for area, shape in held.items() if bytes(shape.outline) != sound[area]]
    for shape in renewed:
        shape.outline, shape.source = sound[shape.pk], ""
    AreaShape.objects.bulk_create(fresh, batch_size=_BATCH)
    AreaShape.objects.bulk_update(renewed, ["outline", "source"], batch_size=_BATCH // 4)
    return Report(len(fresh), len(renewed), len(sound) - len(fresh) - len(renewed))
