"""The workbook in the browser: out and in again unchanged; a preview that is exactly what is then saved."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.urls import reverse

from tests.support.databases import FreshDatabase
from tests.support.world import World
from wuzhi.areas.models import CalendarDay
from wuzhi.cases.clockwork import tick
from wuzhi.cases.models import Category, Route, StandardText
from wuzhi.core import sheets
from wuzhi.core.models import SettingsChange
from wuzhi.core.versions import forget_stamps
from wuzhi.people import actions as people
from wuzhi.people.models import Post, Unit, User
from wuzhi.workbook import uploads, writing
from wuzhi.workbook.models import Upload

BOOK, PREVIEW = "workbook:book", "workbook:preview"
# Settings that no sheet holds, and why.
ELSEWHERE = {
    "core.settingschange": "the record itself, which nobody writes",
    "people.leave": "whoever is away enters it, and both are told",
    "roster.shift": "planned on the duty pages, which see overlaps and tell people",
    "roster.roster": "a plan as it was saved; its shifts are what counts",
    "papers.lettertemplate": "a Word document, uploaded and tried on its own page",
}


@pytest.fixture
def client(db: None, world: World) -> Client:
    found = Client(headers={"accept-language": "en"})
    found.force_login(world.user("administrator"))
    return found


def out(client: Client) -> Any:
    content = client.get(reverse("workbook:download")).content
    return openpyxl.load_workbook(io.BytesIO(content))


def send(client: Client, book: Any) -> Any:
    content = io.BytesIO()
    book.save(content)
    return client.post(reverse(BOOK), {"file": SimpleUploadedFile("settings.xlsx", content.getvalue())})


def edit(book: Any, sheet: str, row: dict[str, str], **changes: Any) -> None:
    """Changes cells of the row with these values, by columns' keys; adds it where there is none."""
    page, columns = book[sheets.known()[sheet].tab], [column.key for column in sheets.known()[sheet].columns]
    for line in page.iter_rows(min_row=3):
        if all(line[columns.index(key)].value == value for key, value in row.items()):
            for key, value in changes.items():
                line[columns.index(key)].value = value
            return
    page.append([{**row, **changes}.get(column, "") for column in columns])


def confirm(client: Client) -> str:
    upload = Upload.objects.get()
    sent = {"sent_at": upload.sent_at.isoformat(), "confirm": "1"}
    return client.post(reverse(PREVIEW), sent, follow=True).content.decode()


def test_out_and_in_again_changes_nothing(client: Client, world: World) -> None:
    before = SettingsChange.objects.count()
    answer = send(client, out(client))
    assert answer.status_code == 302
    page = client.get(reverse(PREVIEW)).content.decode()
    assert "nothing to save" in page
    assert SettingsChange.objects.count() == before


def test_the_preview_names_every_change_and_writes_none(client: Client, world: World) -> None:
    book, before = out(client), SettingsChange.objects.count()
    route = Route.objects.filter(ends=None, unit__isnull=False).select_related("category", "unit").first()
    assert route is not None
    assert route.unit is not None
    edit(book, "units", {"code": world.unit("department").code}, phone="0716-7777777")
    edit(book, "routes", {"category": route.category.code, "area": route.area_code}, ends="2026-12-01")
    edit(book, "calendar", {"day": "2026-12-31"}, working="no", name="年终")
    edit(book, "users", {"username": "newcomer"}, name="新人")
    assert send(client, book).status_code == 302
    page = client.get(reverse(PREVIEW)).content.decode()
    for words in ("0716-7777777", route.category.name_en, "年终", "新人", "ended", "new"):
        assert words in page, words
    assert SettingsChange.objects.count() == before
    assert not User.objects.filter(username="newcomer").exists()
    assert Unit.objects.get(code=world.unit("department").code).phone != "0716-7777777"


def test_confirming_does_all_of_it_with_its_record(client: Client, world: World) -> None:
    book, code = out(client), world.unit("department").code
    edit(book, "units", {"code": code}, phone="0716-7777777")
    edit(book, "users", {"username": "newcomer"}, name="新人")
    edit(book, "posts", {"username": "newcomer", "unit": code}, role="clerk", areas="421081", starts="2026/4/1")
    send(client, book)
    assert "Saved" in confirm(client)
    assert Unit.objects.get(code=code).phone == "0716-7777777"
    assert Post.objects.get(user__username="newcomer").starts.isoformat() == "2026-04-01"
    change = SettingsChange.objects.filter(kind="people.unit", name=code).first()
    assert change is not None
    assert change.actor == world["administrator"].reference
    assert not Upload.objects.exists()


def test_one_refused_row_keeps_all_of_it_out(client: Client, world: World) -> None:
    book, code = out(client), world.unit("department").code
    edit(book, "units", {"code": code}, phone="0716-7777777")
    edit(book, "units", {"code": "nowhere"}, name="某", kind="village", area="999999")
    send(client, book)
    page = client.get(reverse(PREVIEW)).content.decode()
    assert "999999" in page
    assert "Save exactly this" not in page
    assert "refused" in confirm(client)
    assert Unit.objects.get(code=code).phone != "0716-7777777"


def test_settings_that_changed_since_the_preview_stop_it(client: Client, world: World) -> None:
    book, unit = out(client), world.unit("department")
    edit(book, "units", {"code": unit.code}, phone="0716-7777777")
    send(client, book)
    unit.refresh_from_db()
    people.change_unit(actor=world["administrator"], unit=unit, phone="0716-1111111")
    page = confirm(client)
    assert "changed meanwhile" in page
    assert "0716-1111111" in page, "the new preview shows what there is now"
    assert Unit.objects.get(pk=unit.pk).phone == "0716-1111111"
    assert "Saved" in confirm(client)
    assert Unit.objects.get(pk=unit.pk).phone == "0716-7777777"


def test_confirming_twice_does_it_once(client: Client, world: World) -> None:
    book = out(client)
    edit(book, "calendar", {"day": "2026-12-31"}, working="no", name="年终")
    send(client, book)
    sent = {"sent_at": Upload.objects.get().sent_at.isoformat(), "confirm": "1"}
    client.post(reverse(PREVIEW), sent)
    count = SettingsChange.objects.count()
    again = client.post(reverse(PREVIEW), sent, follow=True).content.decode()
    assert "no longer waiting" in again
    assert (SettingsChange.objects.count(), CalendarDay.objects.filter(name="年终").count()) == (count, 1)


def test_dropping_forgets_the_file(client: Client) -> None:
    send(client, out(client))
    client.post(reverse(PREVIEW), {"drop": "1"})
    assert not Upload.objects.exists()
    assert client.get(reverse(PREVIEW)).status_code == 302


def test_what_nobody_decided_on_within_a_day_is_forgotten(client: Client) -> None:
    send(client, out(client))
    tick()
    assert Upload.objects.exists()
    Upload.objects.update(sent_at=Upload.objects.get().sent_at - timedelta(days=1))
    tick()
    assert not Upload.objects.exists()


def test_nobody_sees_or_confirms_what_another_sent(client: Client, world: World) -> None:
    book = out(client)
    edit(book, "calendar", {"day": "2026-12-31"}, working="no")
    send(client, book)
    Post.objects.create(user=world.user("leader"), unit=world.unit("centre"), role="administrator", starts="2026-01-01")
    other = Client()
    other.force_login(world.user("leader"))
    assert other.get(reverse(PREVIEW)).status_code == 302
    sent = {"sent_at": Upload.objects.get().sent_at.isoformat(), "confirm": "1"}
    other.post(reverse(PREVIEW), sent)
    assert not CalendarDay.objects.filter(day="2026-12-31").exists()


@pytest.mark.parametrize(
    ("sheet", "row", "changes", "gone"),
    [
        (
            "categories",
            {"code": "street-lamp-x"},
            {"process": "report"},
            lambda: Category.objects.filter(code="street-lamp-x"),
        ),
        ("texts", {"code": "=cmd"}, {}, lambda: StandardText.objects.filter(code="=cmd")),
    ],
)
def test_rows_that_lack_something_are_refused(
    client: Client, sheet: str, row: dict[str, str], changes: dict[str, str], gone: Callable[[], Any]
) -> None:
    book = out(client)
    edit(book, sheet, row, **changes)
    send(client, book)
    assert "wz-verb-refused" in client.get(reverse(PREVIEW)).content.decode()
    assert not gone().exists()


def test_no_cell_of_the_download_is_a_formula(client: Client, world: World) -> None:
    people.change_unit(actor=world["administrator"], unit=world.unit("department"), name="=1+1")
    book = out(client)
    cells = [cell for page in book.worksheets for line in page.iter_rows() for cell in line if cell.value is not None]
    assert any(cell.value == "=1+1" for cell in cells)
    assert {cell.data_type for cell in cells} == {"s"}


def test_a_file_that_is_too_large_or_none_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wuzhi.workbook.uploads.LARGEST", 100)
    assert "too large" in send(client, out(client)).content.decode()
    assert client.post(reverse(BOOK)).status_code == 422
    assert not Upload.objects.exists()


def test_more_rows_than_a_page_may_change_are_left_to_the_command(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wuzhi.workbook.uploads.MOST_ROWS", 1)
    book = out(client)
    for name in ("one", "two"):
        edit(book, "users", {"username": name}, name=name)
    answer = send(client, book)
    assert answer.status_code == 422
    assert "More than 1 rows" in answer.content.decode()


@pytest.mark.sqlite
def test_every_setting_is_in_a_sheet_or_has_a_reason_not_to_be() -> None:
    held = {model._meta.label_lower for sheet in sheets.known().values() for model in sheet.models}
    registered = {model._meta.label_lower for model in admin.site._registry}
    recorded = {model._meta.label_lower for model in apps.get_models() if hasattr(model, "natural_key")}
    settings = {label for label in registered | recorded if not label.startswith(("auth.", "contenttypes."))}
    assert settings - held - set(ELSEWHERE) == set()
    assert set(ELSEWHERE) <= settings - held


def test_days_of_the_calendar_say_what_they_move_and_move_it(client: Client, world: World) -> None:
    case = world.handling()
    assert case.due_at is not None
    was = case.due_at
    book = out(client)
    edit(book, "calendar", {"day": (was + timedelta(hours=8)).date().isoformat()}, working="no", name="停电")
    send(client, book)
    assert "let 1 open matters fall due later" in client.get(reverse(PREVIEW)).content.decode()
    assert "Saved" in confirm(client)
    tick()
    case.refresh_from_db()
    assert case.due_at > was


def test_two_who_confirm_at_once_do_it_once(fresh_database: FreshDatabase) -> None:
    with fresh_database.connected():
        forget_stamps()
        world = World()
        actor, content = world["administrator"], io.BytesIO()
        writing.write_settings(content)
        content.seek(0)
        book = openpyxl.load_workbook(content)
        edit(book, "users", {"username": "newcomer"}, name="新人")
        changed = io.BytesIO()
        book.save(changed)
        sent = uploads.send(actor=actor, file=SimpleUploadedFile("settings.xlsx", changed.getvalue()))
        line = Barrier(2)

        def run(_number: int) -> str:
            line.wait(timeout=20)
            try:
                uploads.confirm(actor=actor, sent_at=sent.upload.sent_at.isoformat())
            except ValidationError:
                return "refused"
            finally:
                connections.close_all()
            return "done"

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(run, range(2))) == ["done", "refused"]
        assert User.objects.filter(username="newcomer").count() == 1
        assert SettingsChange.objects.filter(kind="people.user", name="newcomer").count() == 1
