"""A case as one page shows it: every text that the vault gives out for it is one entry in the record of access."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wuzhi.areas.directory import directory
from wuzhi.cases import manifest, process, queries
from wuzhi.cases.models import Case, Task
from wuzhi.cases.screens import describe, timeline
from wuzhi.cases.screens.duties import Duty, duties
from wuzhi.cases.screens.meanwhile import Meanwhile, since
from wuzhi.cases.screens.rows import Row, row_of
from wuzhi.cases.screens.step_forms import Chosen, OpenStep, Tried, open_steps
from wuzhi.cases.screens.timeline import Entry
from wuzhi.cases.similar import related, similar
from wuzhi.cases.visibility import relations_of
from wuzhi.core.ids import show_number
from wuzhi.files.models import RECORDINGS, Attachment, Kind
from wuzhi.files.views import address_of
from wuzhi.people.actor import Actor
from wuzhi.trust import vault

# Whoever works on the case now; reading along (a leader, a unit that once took part) is not enough.
_MAY_OPEN_CONTACT = {"handler", "assignee", "dispatcher", "arbiter"}


@dataclass(frozen=True)
class Picture:
    """A photo's address for the next minutes and its size in pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True)
class Recording:
    """A voice recording or video: its address for the next hours and how long it is."""

    url: str
    seconds: int
    is_video: bool
    media_type: str

    @property
    def length(self) -> str:
        """Minutes and seconds, as players show them."""
        return f"{self.seconds // 60}:{self.seconds % 60:02d}"


@dataclass(frozen=True)
class Other:
    """Another case beside this one: its line, how it belongs here, and where this one can be merged into it."""

    row: Row | None
    how: str
    merge: str = ""
    number: str = ""


@dataclass(frozen=True)
class CasePage:
    """Everything that the case page draws."""

    case: Case
    row: Row
    process: str
    place: str
    channel: str
    lead: str
    person: str
    words: str
    pictures: list[Picture]
    recordings: list[Recording]
    duties: list[Duty]
    timeline: list[Entry]
    steps: list[OpenStep]
    may_open_contact: bool
    number: str
    map_code: str
    contact: str = ""
    facts: object = None
    similar: list[Other] = field(default_factory=list)
    related: list[Other] = field(default_factory=list)
    meanwhile: Meanwhile | None = None
    parts: list[tuple[str, object]] = field(default_factory=list)

    @property
    def records(self) -> bool:
        """Whether a step of the page may take a voice along."""
        return any(one.records for one in self.steps)


def read_case(
    case: Case, viewer: Actor, *, tried: Tried | None = None, contact: str = "", chosen: Chosen | None = None
) -> CasePage:
    """The page of a loaded case that `viewer` may see. Its texts are opened for handling, on the record."""
    events = queries.history([case])[case.pk]
    entries = timeline.entries(case, events)
    tasks = list(Task.objects.filter(case=case))
    wanted = [note.secret for entry in entries for note in entry.notes]
    wanted += [task.answer for task in tasks if task.answer]
    wanted += [case.words] if case.words else []
    texts = vault.reveal(viewer=viewer, uuids=wanted, subject=case.uuid, purpose=vault.HANDLING)
    entries = timeline.with_words(entries, texts)
    definition = process.get(case.process, case.version)
    pictures, recordings = attached(case)
    steps = open_steps(case, viewer, queries.open_steps(case, viewer), tried, chosen)
    return CasePage(
        case=case,
        row=row_of(case),
        process=str(definition.label),
        place=describe.place_of(case),
        channel=describe.channel(case),
        lead=describe.unit_name(case.lead_unit_id),
        person=describe.person_words(case),
        words=texts.get(case.words, "") if case.words else "",
        pictures=pictures,
        recordings=recordings,
        duties=duties(case, tasks, texts),
        timeline=list(reversed(entries)),
        steps=steps,
        may_open_contact=case.contact is not None and may_open_contact(case),
        number=show_number(case.uuid),
        map_code=_county(case.area_code),
        contact=contact,
        facts=getattr(case, definition.facts) if definition.facts else None,
        similar=_similar(case, viewer, steps),
        related=_related(case, viewer),
        meanwhile=since(case, events, entries, tried.seen) if tried and tried.seen is not None else None,
        parts=manifest.parts_of(viewer, case, events),
    )


def may_open_contact(case: Case) -> bool:
    """Who handles the case, or holds it where its state waits for its holder."""
    held = relations_of(case)
    state = process.get(case.process, case.version).state(case.state)
    return bool(held & _MAY_OPEN_CONTACT) or ("holder" in held and "holder" in state.awaits)


def open_contact(case: Case, viewer: Actor, purpose: str) -> str:
    """How to reach the reporter, after the look and its purpose are on the record; '' where it was erased."""
    if case.contact is None:
        return ""
    found = vault.reveal(viewer=viewer, uuids=[case.contact], subject=case.uuid, purpose=purpose)
    return found.get(case.contact, "")


def attached(case: Case) -> tuple[list[Picture], list[Recording]]:
    """The photos and the recordings of a case. One query."""
    rows = list(Attachment.objects.filter(subject=case.uuid).order_by("created_at"))
    pictures = [_picture(row) for row in rows if row.kind == Kind.PICTURE]
    return pictures, [_recording(row) for row in rows if row.kind in RECORDINGS]


def released_pictures(case: Case) -> list[Picture]:
    """The photos that a reviewer released. One query."""
    rows = Attachment.objects.filter(subject=case.uuid, kind=Kind.PICTURE, released=True)
    return [_picture(row) for row in rows.order_by("created_at")]


def first_released(cases: QuerySet[Case, Any]) -> dict[UUID, str]:
    """The address of the first released photo of each case (by its uuid) that has one. One query."""
    rows = Attachment.objects.filter(subject__in=cases, kind=Kind.PICTURE, released=True)
    found: dict[UUID, str] = {}
    for subject, pk in rows.order_by("created_at", "pk").values_list("subject", "pk"):
        found.setdefault(subject, address_of(pk))
    return found


def _picture(row: Attachment) -> Picture:
    return Picture(address_of(row.pk), row.width, row.height)


def _recording(row: Attachment) -> Recording:
    return Recording(address_of(row.pk), row.seconds, row.kind == Kind.VIDEO, row.media_type)


def _similar(case: Case, viewer: Actor, steps: list[OpenStep]) -> list[Other]:
    """Open ones can be merged into where a step that names another case is open to the viewer."""
    naming = next((one.step for one in steps if one.why_not is None and _names_a_case(one)), None)
    found = []
    for one in similar(viewer, case):
        how = _("%(metres)d m away") % {"metres": one.metres} if one.metres is not None else ""
        how = how or (_("same grid") if one.same_grid else _("same village"))
        merge = naming.key if naming and one.case.is_open else ""
        found.append(Other(row_of(one.case), how, merge, show_number(one.case.uuid)))
    return found


def _names_a_case(one: OpenStep) -> bool:
    return any(field.kind == "case" for field in one.step.form)


def _related(case: Case, viewer: Actor) -> list[Other]:
    """Both directions, each as the viewer may see it."""
    ends = related(viewer, case)
    into = [Other(row_of(ends.into), _("this was merged into it"))] if ends.into else []
    into += [Other(None, _("this was merged into a matter that is out of your sight"))] if ends.into_hidden else []
    whole = [Other(row_of(ends.split_from), _("this was split off from it"))] if ends.split_from else []
    merged = [Other(row_of(one), _("was merged into this")) for one in ends.merged]
    parts = [Other(row_of(one), _("was split off from this")) for one in ends.parts]
    return [*into, *whole, *merged, *parts]


def _county(code: str) -> str:
    """The area whose outlines the map draws, '' where it is not known."""
    found = directory().get(code[:6])
    return found.code if found else ""
