"""A letter: who may issue and read it, what it says, that it is numbered once, and that it names no reporter."""

from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from tests.support.world import World, at
from wuzhi.cases.models import Case
from wuzhi.cases.outcomes import NotFound
from wuzhi.papers.actions import issue
from wuzhi.papers.models import Letter
from wuzhi.trust.models import Access

CONTACT, SAID = "13812345678", "我叫张三，路灯坏了"
ORDER = "请查明原因并修复。\n三日内书面反馈。"


@pytest.fixture
def supervised(world: World) -> Case:
    """A report with a reporter's words and contact, under supervision."""
    case = world.report(words=SAID, contact=CONTACT)
    case = world.take(case, "dispatcher", "review", category="street-light", urgency="ordinary", summary="路灯不亮")
    case = world.take(case, "dispatcher", "dispatch", unit=world.ids("department")[0])
    case = world.take(case, "clerk", "accept")
    return world.take(case, "supervisor", "supervise", note=ORDER, until="2026-03-12")


def _client(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.user(who))
    return client


def _issued(world: World, case: Case, who: str = "supervisor", kind: str = "supervision") -> Letter:
    event = {"supervision": "supervise", "dispatch": "dispatch", "accountability": "suggest_accountability"}[kind]
    number = world.kinds(case).index(event) + 1
    return issue(actor=world[who], case_uuid=case.uuid, event_number=number, kind_key=kind)


def _text(document: bytes) -> str:
    return ZipFile(BytesIO(document)).read("word/document.xml").decode()


def test_a_letter_is_issued_from_the_case_page_and_says_what_was_ordered(world: World, supervised: Case) -> None:
    client = _client(world, "supervisor")
    page = client.get(reverse("cases:case", args=[supervised.uuid])).content.decode()
    address = reverse("papers:issue", args=[supervised.uuid, supervised.revision, "supervision"])
    assert address in page
    letter = client.post(address, follow=True)
    assert letter.status_code == 200
    assert letter["Cache-Control"] == "no-store"
    said = letter.content.decode()
    for words in (
        "〔2026〕督1号",
        "请查明原因并修复。",
        "三日内书面反馈。",
        "路灯不亮",
        str(world.unit("department").name),
    ):
        assert words in said, words
    assert "2026年3月12日" in said
    assert "2026年3月10日" in said
    page = client.get(reverse("cases:case", args=[supervised.uuid])).content.decode()
    assert address not in page
    assert reverse("papers:letter", args=[Letter.objects.get().uuid]) in page


def test_the_word_document_says_the_same(world: World, supervised: Case) -> None:
    letter = _issued(world, supervised)
    answer = _client(world, "clerk").get(reverse("papers:word", args=[letter.uuid]))
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    said = _text(answer.content)
    for words in (letter.full_number, "请查明原因并修复。", "2026年3月12日", str(world.unit("inspectors").name)):
        assert words in said, words
    assert "{" not in said


@pytest.mark.parametrize("form", ["letter", "word"])
@pytest.mark.parametrize("kind", ["dispatch", "supervision", "accountability"])
def test_no_letter_names_the_reporter_or_gives_their_words(
    world: World, supervised: Case, kind: str, form: str
) -> None:
    unit = world.ids("department")[0]
    case = world.take(supervised, "supervisor", "suggest_accountability", unit=unit, note="建议问责")
    letter = _issued(world, case, "dispatcher" if kind == "dispatch" else "supervisor", kind)
    answer = _client(world, "supervisor").get(reverse(f"papers:{form}", args=[letter.uuid]))
    said = answer.content.decode() if form == "letter" else _text(answer.content)
    assert letter.full_number in said
    assert CONTACT not in said
    assert "张三" not in said
    assert case.tracking_code not in said


def test_opening_a_letter_is_on_the_record_with_its_purpose(world: World, supervised: Case) -> None:
    letter = _issued(world, supervised)
    before = Access.objects.count()
    _client(world, "clerk").get(reverse("papers:letter", args=[letter.uuid]))
    look = Access.objects.order_by("-id")[0]
    assert Access.objects.count() == before + 1
    assert (look.purpose, look.kinds, look.subject) == ("letter", "words", supervised.uuid)
    assert look.actor == world["clerk"].reference


def test_a_letter_keeps_its_number_and_date_and_the_facts_of_its_day(world: World, supervised: Case) -> None:
    letter = _issued(world, supervised)
    with at("2026-03-11 10:00"):
        again = _issued(world, supervised)
        case = world.take(
            supervised, "dispatcher", "release", category="exposed-rubbish", urgency="ordinary", summary="垃圾成堆"
        )
        said = _client(world, "supervisor").get(reverse("papers:letter", args=[letter.uuid])).content.decode()
    assert case.summary == "垃圾成堆"
    assert (again.pk, again.full_number, again.issued_at) == (letter.pk, letter.full_number, letter.issued_at)
    assert "路灯不亮" in said
    assert "垃圾成堆" not in said
    assert "2026年3月10日" in said


def test_numbers_run_by_unit_mark_and_year(world: World, supervised: Case) -> None:
    case = world.take(
        supervised, "supervisor", "suggest_accountability", unit=world.ids("department")[0], note="建议问责"
    )
    first, dispatch = _issued(world, case), _issued(world, case, "dispatcher", "dispatch")
    accountability = _issued(world, case, kind="accountability")
    assert [one.full_number for one in (first, dispatch, accountability)] == [
        "〔2026〕督1号",
        "〔2026〕派1号",
        "〔2026〕责1号",
    ]
    with at("2026-03-12 10:00"):
        case = world.take(case, "supervisor", "follow_up", note="仍未办妥", until="2026-03-20")
        second = issue(
            actor=world["supervisor"], case_uuid=case.uuid, event_number=case.revision, kind_key="supervision"
        )
    with at("2027-01-04 10:00"):
        case = world.take(case, "supervisor", "follow_up", note="仍未办妥", until="2027-01-20")
        third = issue(
            actor=world["supervisor"], case_uuid=case.uuid, event_number=case.revision, kind_key="supervision"
        )
    assert [second.full_number, third.full_number] == ["〔2026〕督2号", "〔2027〕督1号"]
    assert (dispatch.unit, first.unit) == (world.unit("centre"), world.unit("inspectors"))


@pytest.mark.parametrize("who", ["dispatcher", "clerk", "leader", "chief", "grid", "outsider", "administrator"])
def test_only_a_supervisor_issues_a_supervision_letter(world: World, supervised: Case, who: str) -> None:
    address = reverse("papers:issue", args=[supervised.uuid, supervised.revision, "supervision"])
    assert _client(world, who).post(address).status_code == 404
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("kind", "readers"),
    [
        ("supervision", {"dispatcher", "supervisor", "leader", "clerk"}),
        ("accountability", {"supervisor", "leader", "clerk"}),
    ],
)
def test_who_reads_a_letter_and_who_does_not_know_that_there_is_one(
    world: World, supervised: Case, kind: str, readers: set[str]
) -> None:
    unit = world.ids("department")[0]
    case = world.take(supervised, "supervisor", "suggest_accountability", unit=unit, note="建议问责")
    letter = _issued(world, case, kind=kind)
    for who in ("dispatcher", "supervisor", "leader", "clerk", "chief", "grid", "other", "desk", "administrator"):
        client = _client(world, who)
        for form in ("letter", "word"):
            status = client.get(reverse(f"papers:{form}", args=[letter.uuid])).status_code
            assert status == (200 if who in readers else 404), (who, form)
        page = client.get(reverse("cases:case", args=[case.uuid]))
        assert (letter.full_number in page.content.decode()) == (who in readers), who


@pytest.mark.parametrize(("event", "kind"), [(1, "supervision"), (99, "supervision"), (5, "nothing"), (5, "dispatch")])
def test_what_is_no_letter_is_not_found(world: World, supervised: Case, event: int, kind: str) -> None:
    with pytest.raises(NotFound):
        issue(actor=world["supervisor"], case_uuid=supervised.uuid, event_number=event, kind_key=kind)
    with pytest.raises(NotFound):
        issue(actor=world["supervisor"], case_uuid=uuid4(), event_number=5, kind_key="supervision")


def test_a_complaint_s_letter_is_out_of_sight_of_whom_it_is_about(world: World) -> None:
    case = world.report(about_unit=world.ids("department")[0])
    case = world.take(case, "supervisor", "supervise", note="速办", until="2026-03-12")
    letter = issue(actor=world["supervisor"], case_uuid=case.uuid, event_number=2, kind_key="supervision")
    for who, status in (("supervisor", 200), ("clerk", 404)):
        assert _client(world, who).get(reverse("papers:letter", args=[letter.uuid])).status_code == status
