"""The people of the demo at their desks: who they are, what they remember, and the one way in which they act."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from wuzhi.areas.codes import LENGTHS, Level
from wuzhi.areas.models import Area
from wuzhi.areas.queries import name_path
from wuzhi.cases.actions import act, open_case
from wuzhi.cases.catalogue import CategoryFacts, catalogue
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import NotTaken
from wuzhi.cases.queries import inbox, open_steps
from wuzhi.demo import texts
from wuzhi.demo.arrivals import Arrival, Places, picture
from wuzhi.demo.geography import COUNTY
from wuzhi.demo.tone import tone
from wuzhi.people.actor import ANYONE, Actor, person
from wuzhi.people.models import Post, Role, Unit, UnitKind, User


@dataclass
class Story:
    """What the demo knows of a case beyond its row: how it came, and what was tried already."""

    arrival: Arrival
    wrongly_sent: bool = False
    asked: bool = False
    paused: bool = False
    silent: bool = False


@dataclass
class World:
    """The county while its day is played. Everything by lot comes from `dice`; nothing else is remembered."""

    dice: random.Random
    places: Places
    users: Mapping[str, User]
    clerks: Mapping[int, str]
    stories: dict[int, Story] = field(default_factory=dict)
    refusals: Counter[str] = field(default_factory=Counter)
    _actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, username: str) -> Actor:
        """A person with their posts, asked for once; '' is a resident without an account."""
        if not username:
            return ANYONE
        if username not in self._actors:
            self._actors[username] = person(self.users[username])
        return self._actors[username]

    def chance(self, share: float) -> bool:
        """True in so many cases of one."""
        return self.dice.random() < share

    def arrive(self, arrival: Arrival) -> None:
        """Takes a matter in, as the page would."""
        files = self._files(arrival)
        done = open_case(actor=self.actor(arrival.by), process_key=arrival.process, data=arrival.data, files=files)
        self.stories[done.case.pk] = Story(arrival, silent=self.chance(0.35))

    def waiting_for(self, actor: Actor, pk: int | None = None) -> list[Case]:
        """The actor's inbox in the order of arrival, or one case if it is in there; loaded with the relations."""
        waiting = inbox(actor).with_relations(actor).select_related("report").order_by("pk")
        return list(waiting if pk is None else waiting.filter(pk=pk))

    def steps(self, case: Case, actor: Actor) -> set[str]:
        """The steps that the page would offer."""
        return {offer.step.key for offer in open_steps(case, actor) if offer.why_not is None}

    def take(self, actor: Actor, case: Case, step: str, /, **data: Any) -> bool:
        """Takes a step; one that is refused is counted and left."""
        try:
            act(actor=actor, case_uuid=case.uuid, step_key=step, data=data, revision=case.revision)
        except NotTaken as refusal:
            self.refusals[f"{step}: {refusal}"] += 1
            return False
        return True

    def story(self, case: Case) -> Story | None:
        """None for cases that were not opened in this play (a part split off, or the town's own)."""
        return self.stories.get(case.pk)

    def category(self, case: Case) -> CategoryFacts | None:
        """What a dispatcher finds the matter to be."""
        story = self.story(case)
        code = story.arrival.category if story else "other"
        return catalogue.fresh().category_by_code(code)

    def summary(self, case: Case) -> str:
        """What, no names; lists say where. A text that is kept: Chinese, whatever the terminal speaks."""
        category = self.category(case)
        if category is not None and category.code in texts.WHAT:
            return f"{texts.WHAT[category.code][0].partition('，')[0]}。"
        with translation.override("zh-hans"):
            return f"{name_path(case.area_code[: LENGTHS[Level.GRID]])}：{category or ''}"

    def _files(self, arrival: Arrival) -> "MultiValueDict[str, UploadedFile[bytes]] | None":
        files: MultiValueDict[str, UploadedFile[bytes]] = MultiValueDict()
        if arrival.picture:
            files["picture"] = SimpleUploadedFile("photo.png", picture(self.dice), "image/png")
        if arrival.recording:
            files["recording"] = SimpleUploadedFile("voice.ogg", tone(6), "audio/ogg")
        return files or None


def read_world(seed: int) -> World:
    """The county's people and places as the database has them."""
    areas = {area.code: area for area in Area.objects.filter(code__startswith=COUNTY, valid_until=None)}
    users = {user.username: user for user in User.objects.order_by("pk")}
    clerks: dict[int, str] = {}
    finders: dict[str, dict[str, str]] = {Role.GRID_WORKER: {}, Role.CHIEF: {}, Role.WOODPECKER: {}}
    fields = ("role", "unit_id", "user__username", "areas__code")
    for role, unit_id, username, code in Post.objects.order_by("pk", "areas__code").values_list(*fields):
        if role == Role.CLERK:
            clerks.setdefault(unit_id, username)
        elif role in finders and code:
            finders[role].setdefault(code, username)
    places = Places(
        grids=_codes(areas.values(), Level.GRID),
        areas=areas,
        grid_workers=finders[Role.GRID_WORKER],
        chiefs=finders[Role.CHIEF],
        woodpeckers=finders[Role.WOODPECKER],
        units=_complained_of(),
        points=_points(areas.values()),
    )
    return World(random.Random(seed), places, users, clerks)


def _codes(areas: Iterable[Area], level: Level) -> Sequence[str]:
    return sorted(area.code for area in areas if area.level == level)


def _points(areas: Iterable[Area]) -> Mapping[str, Sequence[tuple[float, float]]]:
    """By grid, a point in each of its micro-grids."""
    found: dict[str, list[tuple[float, float]]] = {}
    for area in sorted(areas, key=lambda one: one.code):
        if area.level == Level.MICROGRID and area.longitude is not None and area.latitude is not None:
            found.setdefault(area.code[:15], []).append((area.longitude, area.latitude))
    return found


def _complained_of() -> list[Unit]:
    """Units below another that sits at a window."""
    kinds = (UnitKind.DEPARTMENT, UnitKind.TOWN, UnitKind.COMPANY)
    return list(Unit.objects.filter(superior__isnull=False, kind__in=kinds).order_by("pk"))
