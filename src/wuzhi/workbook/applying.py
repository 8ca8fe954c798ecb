"""Each sheet's rows into people's and the catalogue's own verbs; a row that names a faulty one is passed over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from wuzhi.areas.codes import unpadded
from wuzhi.areas.models import Area
from wuzhi.cases import settings
from wuzhi.cases.models import Category
from wuzhi.cases.settings import Outcome
from wuzhi.people import actions
from wuzhi.people.actor import Actor
from wuzhi.people.models import Post, Unit, User
from wuzhi.workbook.reading import Line
from wuzhi.workbook.sheets import NO, YES

Found = TypeVar("Found", bound=Model)


class Faulty(Exception):
    """The row leans on another row of the file that was refused; saying so again would help nobody."""


class Applier:
    """One import: who does it, what the database holds, and which codes the file has tried to bring."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.units = {unit.code: unit for unit in Unit.objects.select_related("area", "superior")}
        self.users = {user.username: user for user in User.objects.all()}
        self.categories = {category.code: category for category in Category.objects.all()}
        self.areas = {area.code: area for area in Area.objects.filter(valid_until=None)}
        self.new_users = 0
        self._named: set[tuple[str, str]] = set()

    def apply(self, sheet: str, line: Line) -> Outcome:
        """What became of a row. Raises ValidationError with sentences, or Faulty."""
        return _APPLY[sheet](self, line)

    def name(self, sheet: str, *key: str) -> None:
        """Marks a row's key as used. Raises ValidationError where an earlier row of the file has it."""
        marked = (sheet, "\x1f".join(key))
        if marked in self._named:
            raise ValidationError(_("%(key)s is there twice.") % {"key": " ".join(key).strip()[:60]})
        self._named.add(marked)

    def expect(self, sheet: str, code: str) -> None:
        """A refused row still counts as named, so that rows that lean on it are passed over in silence."""
        self._named.add((f"{sheet} tried", code))

    def find(self, sheet: str, code: str, held: dict[str, Found], words: str) -> Found:
        """The row with this code; ValidationError with `words` where nothing has it."""
        found = held.get(code)
        if found is not None:
            return found
        if (f"{sheet} tried", code) in self._named:
            raise Faulty
        raise ValidationError(words % {"code": code[:40]})

    def unit(self, code: str) -> Unit:
        """A unit by code."""
        return self.find("units", code, self.units, _("There is no unit with the code %(code)s."))

    def area(self, code: str) -> Area:
        """An area in force by code."""
        return self.find("areas", unpadded(code), self.areas, _("There is no area with the code %(code)s."))

    def category(self, code: str) -> Category:
        """A category by code."""
        return self.find("categories", code, self.categories, _("There is no category with the code %(code)s."))


def _unit(to: Applier, line: Line) -> Outcome:
    to.name("units", line["code"])
    facts: dict[str, Any] = {"name": line["name"], "kind": line["kind"], "area": to.area(line["area"])}
    facts |= _given(line, "name_en", "phone", "sittings") | _switch(line, "active", empty=True)
    held = to.units.get(line["code"])
    if held is not None:
        return _outcome(actions.change_unit(actor=to.actor, unit=held, **facts))
    to.units[line["code"]] = actions.add_unit(actor=to.actor, code=line["code"], **facts)
    return "added"


def _superior(to: Applier, line: Line) -> Outcome:
    """After every unit is there: a row may name a superior that stands further down."""
    if "superior" not in line.cells or line["code"] not in to.units:
        return "unchanged"
    above = to.unit(line["superior"]) if line["superior"] else None
    return _outcome(actions.change_unit(actor=to.actor, unit=to.units[line["code"]], superior=above))


def _user(to: Applier, line: Line) -> Outcome:
    to.name("users", line["username"])
    facts: dict[str, Any] = {"name": line["name"], **_given(line, "name_en")}
    active = _switch(line, "active", empty=True)
    facts |= {"is_active": active["active"]} if active else {}
    held = to.users.get(line["username"])
    if held is not None:
        return _outcome(actions.change_user(actor=to.actor, user=held, **facts))
    to.users[line["username"]] = actions.add_user(actor=to.actor, username=line["username"], **facts)
    to.new_users += 1
    return "added"


def _post(to: Applier, line: Line) -> Outcome:
    to.name("posts", line["username"], line["unit"], line["role"], line["starts"])
    user = to.find("users", line["username"], to.users, _("There is no user with the sign-in name %(code)s."))
    unit = to.unit(line["unit"])
    areas = [to.area(code) for code in line.cells.get("areas", "").replace(",", " ").split()]
    starts = _day(line["starts"])
    ends = _day(line["ends"]) if line.cells.get("ends") else None
    held = Post.objects.filter(user=user, unit=unit, role=line["role"], starts=starts).first()
    if held is None:
        facts: dict[str, Any] = {"user": user, "unit": unit, "role": line["role"], "starts": starts, "ends": ends}
        actions.add_post(actor=to.actor, areas=areas, **facts)
        return "added"
    return _outcome(actions.change_post(actor=to.actor, post=held, areas=areas, ends=ends))


def _category(to: Applier, line: Line) -> Outcome:
    to.name("categories", line["code"])
    facts: dict[str, Any] = {key: line[key] for key in ("process", "kind", "name", "name_en", "authority")}
    facts |= _switch(line, "public", empty=True) | _switch(line, "dangerous", empty=False)
    facts |= _switch(line, "active", empty=True)
    if line.cells.get("order"):
        facts["order"] = _number(line["order"], "order")
    done = settings.set_category(actor=to.actor, code=line["code"], **facts)
    to.categories[line["code"]] = Category.objects.get(code=line["code"])
    return done


def _route(to: Applier, line: Line) -> Outcome:
    area = unpadded(line["area"])
    to.name("routes", line["category"], area)
    category = to.category(line["category"])
    to.area(area)
    unit = to.unit(line["unit"]) if line.cells.get("unit") else None
    office, level = line.cells.get("office", ""), line.cells.get("office_level", "")
    facts: dict[str, Any] = {"unit": unit, "office": office, "office_level": level}
    return settings.set_route(actor=to.actor, category=category, area_code=area, **facts)


def _limit(to: Applier, line: Line) -> Outcome:
    category, urgency = line.cells.get("category", ""), line.cells.get("urgency", "")
    area = unpadded(line.cells.get("area", ""))
    to.name("limits", line["process"], line["stage"], category, urgency, area)
    return settings.set_limit(
        actor=to.actor,
        process_key=line["process"],
        stage=line["stage"],
        amount=_number(line["amount"], "amount"),
        unit=line["unit"],
        category=to.category(category) if category else None,
        urgency=urgency,
        area_code=area,
        source=line.cells.get("source", ""),
        verified=line.cells.get("verified", "") == YES,
    )


def _reason(to: Applier, line: Line) -> Outcome:
    to.name("reasons", line["process"], line["list"], line["code"])
    facts: dict[str, Any] = {"name": line["name"], "name_en": line["name_en"], **_switch(line, "active", empty=True)}
    if line.cells.get("order"):
        facts["order"] = _number(line["order"], "order")
    key = {"process_key": line["process"], "reason_list": line["list"], "code": line["code"]}
    return settings.set_reason(actor=to.actor, **key, **facts)


def _text(to: Applier, line: Line) -> Outcome:
    area = unpadded(line.cells.get("area", ""))
    key = {"step": line["step"], "field": line["field"], "code": line["code"], "area_code": area}
    to.name("texts", line["process"], *key.values())
    facts: dict[str, Any] = {"name": line["name"], "body": line["body"], **_given(line, "name_en", "body_en")}
    facts |= _switch(line, "active", empty=True)
    if line.cells.get("order"):
        facts["order"] = _number(line["order"], "order")
    return settings.set_text(actor=to.actor, process_key=line["process"], **key, **facts)


def _given(line: Line, *keys: str) -> dict[str, str]:
    """The columns that the file has; one that it leaves out stays as it is."""
    return {key: line[key] for key in keys if key in line.cells}


def _switch(line: Line, key: str, *, empty: bool) -> dict[str, bool]:
    if key not in line.cells:
        return {}
    return {key: line[key] == YES or (empty and line[key] != NO)}


def _number(text: str, column: str) -> int:
    if not (text.isascii() and text.isdigit()):
        facts = {"name": column, "value": text[:20]}
        raise ValidationError(_("Column %(name)s: %(value)s is not a whole number.") % facts)
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError as error:
        raise ValidationError(_("%(text)s is no date such as 2026-01-31.") % {"text": text[:20]}) from error


def _outcome(changed: bool) -> Outcome:
    return "changed" if changed else "unchanged"


_APPLY: dict[str, Callable[[Applier, Line], Outcome]] = {
    "units": _unit,
    "superiors": _superior,
    "users": _user,
    "posts": _post,
    "categories": _category,
    "routes": _route,
    "limits": _limit,
    "reasons": _reason,
    "texts": _text,
}
