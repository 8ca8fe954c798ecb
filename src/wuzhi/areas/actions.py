"""Bringing a territory in: all of a file or nothing of it, and again without a change."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wuzhi.areas.checking import Draft, check, name_of_area
from wuzhi.areas.codes import LENGTHS, Level
from wuzhi.areas.models import Area, AreaShape
from wuzhi.areas.outlines import from_geojson, to_binary
from wuzhi.areas.reading import Outline, Problem, Reading, Row, has_unseen, read
from wuzhi.core import history
from wuzhi.core.history import COMMAND, Author
from wuzhi.core.models import Verb
from wuzhi.core.versions import raise_version

Progress = Callable[[int, int], None]
_BATCH = 1000
_RECORDED = ("name", "name_en", "level", "parent_id", "grid_code", "valid_from")


@dataclass
class Report:
    """What an import did. With errors (line, reason) it wrote nothing."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[Problem] = field(default_factory=list)


def import_areas(*, path: Path, on: date, progress: Progress | None = None, actor: Author = COMMAND) -> Report:
    """Adds and renames areas from CSV or XLSX, or sets outlines from GeoJSON; new ones hold from `on`.

    Areas that the file doesn't name stay; each that it changes is on the record. `progress` is told rows done and
    rows in all. Never raises for what is in the file: that is in the report, line 0 standing for the whole.
    """
    try:
        reading = read(Path(path))
    except ValidationError as error:
        return Report(errors=[(0, message) for message in error.messages])
    try:
        with transaction.atomic():
            report = _import(reading, on, progress, actor)
            if report.added or report.changed:
                raise_version("areas")
    except IntegrityError:
        return Report(errors=[(0, _("Somebody else changed areas at the same moment. Please import again."))])
    return report


def add_area(*, actor: Author, code: str, name: str, name_en: str = "", on: date) -> None:
    """One new area under those that are known, from a day on. Raises ValidationError, in words."""
    drafts, problems = check([Row(0, code, name, name_en)])
    if problems:
        raise ValidationError([reason for _line, reason in problems])
    with transaction.atomic():
        _write_areas(drafts, on, None, actor)
        raise_version("areas")


def rename_area(*, actor: Author, area: Area, name: str, name_en: str) -> bool:
    """Another name, in Chinese or English; whether either differed. Raises ValidationError, in words."""
    before = history.facts(area, ["name", "name_en"])
    named, named_en = name_of_area(name), name_en.strip()
    if has_unseen(named_en):
        raise ValidationError(_("The name holds control characters."))
    if (named, named_en) == (area.name, area.name_en):
        return False
    area.name, area.name_en = named, named_en
    with transaction.atomic():
        area.save(update_fields=["name", "name_en"])
        history.record(actor, history.changed(area, before))
        raise_version("areas")
    return True


def _import(reading: Reading, on: date, progress: Progress | None, actor: Author) -> Report:
    if not reading.rows:
        return _import_outlines(reading.outlines, reading.errors, progress, actor)
    drafts, errors = check(reading.rows)
    problems = sorted(reading.errors + errors)
    return Report(errors=problems) if problems else _write_areas(drafts, on, progress, actor)


def _write_areas(drafts: list[Draft], on: date, progress: Progress | None, actor: Author) -> Report:
    held = {area.code: area for area in Area.objects.filter(valid_until=None)}
    codes = {area.pk: code for code, area in held.items()}
    entries: list[history.Entry] = []
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
                area = held[draft.code]
                if before := _renew(area, draft, ids):
                    renewed.append(area)
                    fields |= set(before)
                    after = _told({name: getattr(area, name) for name in before}, codes)
                    entries.append(history.Entry(Verb.CHANGED, area, _told(before, codes), after))
                else:
                    report.unchanged += 1
        for area in Area.objects.bulk_create(fresh, batch_size=_BATCH):
            ids[area.code], codes[area.pk] = area.pk, area.code
            told = _told({name: getattr(area, name) for name in _RECORDED}, codes)
            entries.append(history.Entry(Verb.ADDED, area, {}, told))
        report.added += len(fresh)
        done += len(batch)
        if progress and batch:
            progress(done, len(drafts))
    if fields:  # only those that differ: each one named costs as much again
        Area.objects.bulk_update(renewed, sorted(fields), batch_size=_BATCH // 4)
    report.changed = len(renewed)
    history.record(actor, *entries)
    return report


def _told(facts: Mapping[str, Any], codes: Mapping[int, str]) -> dict[str, Any]:
    """Columns as the record keeps them: the parent by its code, from memory."""
    told = {name: value for name, value in facts.items() if name != "parent_id"}
    return told | ({"parent": codes.get(facts["parent_id"], "")} if "parent_id" in facts else {})


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


def _renew(area: Area, draft: Draft, ids: dict[str, int]) -> dict[str, Any]:
    """What the fields said of which the file says something else; what it leaves open (grid, estate) stays."""
    keeps_parent = area.level not in LENGTHS and draft.parent == area.code[: LENGTHS[Level.VILLAGE]]
    wanted = {
        "name": draft.name,
        "name_en": draft.name_en or area.name_en,
        "parent_id": area.parent_id if keeps_parent else ids.get(draft.parent),
        "grid_code": draft.grid_code or area.grid_code,
    }
    before = {key: getattr(area, key) for key, value in wanted.items() if getattr(area, key) != value}
    for key in before:
        setattr(area, key, wanted[key])
    return before


def _import_outlines(
    outlines: list[Outline], errors: list[Problem], progress: Progress | None, actor: Author
) -> Report:
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
    return Report(errors=sorted(problems)) if problems else _write_outlines(sound, actor)


def _area_of(outline: Outline, areas: dict[str, int], seen: dict[str, int]) -> int:
    facts = {"code": outline.code[:30], "line": seen.get(outline.code, 0)}
    if outline.code in seen:
        raise ValidationError(_("%(code)s is already in feature %(line)d.") % facts)
    seen[outline.code] = outline.line
    if outline.code not in areas:
        raise ValidationError(_("No area in force has the code %(code)s. Import its name first.") % facts)
    return areas[outline.code]


def _write_outlines(sound: dict[int, bytes], actor: Author) -> Report:
    held = {shape.pk: shape for shape in AreaShape.objects.filter(pk__in=list(sound))}
    before = {area: _digest(bytes(shape.outline)) for area, shape in held.items()}
    areas = Area.objects.in_bulk(list(sound))
    told = {area: ({"outline": before.get(area)}, {"outline": _digest(sound[area])}) for area in sound}
    entries = [history.Entry(Verb.CHANGED, areas[area], *pair) for area, pair in told.items()]
    fresh = [AreaShape(area_id=area, outline=outline) for area, outline in sound.items() if area not in held]
    renewed = [shape for area, shape in held.items() if bytes(shape.outline) != sound[area]]
    for shape in renewed:
        shape.outline, shape.source = sound[shape.pk], ""
    AreaShape.objects.bulk_create(fresh, batch_size=_BATCH)
    AreaShape.objects.bulk_update(renewed, ["outline", "source"], batch_size=_BATCH // 4)
    history.record(actor, *entries)
    return Report(len(fresh), len(renewed), len(sound) - len(fresh) - len(renewed))


def _digest(outline: bytes) -> str:
    return f"sha256:{hashlib.sha256(outline).hexdigest()[:16]}"
