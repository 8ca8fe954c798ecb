"""One key, one answer; two people at once, one winner; nothing half-written whatever comes."""

import io
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from PIL import Image
from pytest_django import Settings

from tests.support.world import LITTER, MORNING, ORDINARY, REVIEW, World, at
from wuzhi.cases import idempotency, queries
from wuzhi.cases.actions import Done, act, act_many, open_case
from wuzhi.cases.clockwork import tick
from wuzhi.cases.forms import Files
from wuzhi.cases.models import Case, Event, IdempotencyKey
from wuzhi.cases.outcomes import Conflict, Invalid, NotFound
from wuzhi.core import clock
from wuzhi.files.models import Attachment
from wuzhi.notices.models import Job
from wuzhi.people.actor import ANYONE, reporter
from wuzhi.trust.models import Secret


def _counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Case, Event, Job, Secret, IdempotencyKey))


def test_the_same_key_opens_one_case(world: World) -> None:
    key = uuid4()
    first = open_case(actor=ANYONE, process_key="report", data=ORDINARY, key=key)
    counts = _counts()
    again = open_case(actor=ANYONE, process_key="report", data=ORDINARY, key=key)
    assert (first.replayed, again.replayed, again.case.pk) == (False, True, first.case.pk)
    assert _counts() == counts


def test_the_same_key_for_other_words_is_refused(world: World) -> None:
    key = uuid4()
    open_case(actor=ANYONE, process_key="report", data=ORDINARY, key=key)
    counts = _counts()
    with pytest.raises(Conflict):
        open_case(actor=ANYONE, process_key="report", data={**ORDINARY, "words": "另一件"}, key=key)
    with pytest.raises(Conflict):
        open_case(actor=ANYONE, process_key="errand", data=ORDINARY, key=key)
    assert _counts() == counts


def _photo(colour: str) -> bytes:
    png = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(png, "PNG", compress_level=0)
    return png.getvalue()


def test_a_replay_leaves_no_second_file(world: World, settings: Settings, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path
    key = uuid4()
    for _time in range(3):
        files: Files = MultiValueDict({"picture": [SimpleUploadedFile("a.png", _photo("red"))]})
        open_case(actor=ANYONE, process_key="report", data=ORDINARY, files=files, key=key)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == Attachment.objects.count() == 1


def test_the_same_key_for_another_picture_is_refused(world: World) -> None:
    key, photos = uuid4(), (_photo("red"), _photo("blue"))
    assert len(photos[0]) == len(photos[1])

    def send(content: bytes) -> Done:
        files: Files = MultiValueDict({"picture": [SimpleUploadedFile("a.png", content)]})
        return open_case(actor=ANYONE, process_key="report", data=ORDINARY, files=files, key=key)

    assert not send(photos[0]).replayed
    assert send(photos[0]).replayed
    with pytest.raises(Conflict):
        send(photos[1])
    assert Attachment.objects.count() == 1


def test_a_key_is_its_actor_s_own(world: World) -> None:
    key = uuid4()
    for who in ("grid", "chief"):
        assert not open_case(actor=world[who], process_key="report", data=ORDINARY, key=key).replayed
    assert Case.objects.count() == 2


def test_a_replay_is_answered_though_the_form_would_no_longer_pass(world: World) -> None:
    key = uuid4()
    first = open_case(actor=ANYONE, process_key="report", data=ORDINARY, key=key)
    world.cast.areas[ORDINARY["place_code"]].__class__.objects.filter(code=ORDINARY["place_code"]).update(
        valid_until="2026-03-10"
    )
    with at("2026-03-11 09:00"):
        again = open_case(actor=ANYONE, process_key="report", data=ORDINARY, key=key)
    assert (again.replayed, again.case.pk) == (True, first.case.pk)


def test_the_same_key_takes_one_step(world: World) -> None:
    case, key, dispatcher = world.report(), uuid4(), world["dispatcher"]
    first = act(actor=dispatcher, case_uuid=case.uuid, step_key="review", data=REVIEW, revision=1, key=key)
    counts = _counts()
    again = act(actor=dispatcher, case_uuid=case.uuid, step_key="review", data=REVIEW, revision=1, key=key)
    assert (first.case.revision, again.case.revision, again.replayed) == (2, 2, True)
    assert _counts() == counts
    for other in ({**REVIEW, "category": LITTER}, {**REVIEW, "summary": "另"}):
        with pytest.raises(Conflict):
            act(actor=dispatcher, case_uuid=case.uuid, step_key="review", data=other, key=key)
    with pytest.raises(Conflict):
        act(actor=dispatcher, case_uuid=world.report().uuid, step_key="review", data=REVIEW, key=key)


def test_a_key_of_a_refused_step_is_free_again(world: World) -> None:
    case, key, dispatcher = world.report(), uuid4(), world["dispatcher"]
    with pytest.raises(Invalid):
        act(actor=dispatcher, case_uuid=case.uuid, step_key="review", data={}, key=key)
    done = act(actor=dispatcher, case_uuid=case.uuid, step_key="review", data=REVIEW, key=key)
    assert (done.case.revision, done.replayed) == (2, False)


def test_keys_expire_after_thirty_days(world: World) -> None:
    open_case(actor=ANYONE, process_key="report", data=ORDINARY, key=uuid4())
    with at("2026-04-09 09:00"):
        assert tick().expired == 0
    with at("2026-04-09 09:01"):
        assert tick().expired == 1


def test_a_stale_revision_loses(world: World) -> None:
    case = world.report()
    world.take(case, "dispatcher", "review", **REVIEW)
    counts = _counts()
    with pytest.raises(Conflict) as lost:
        act(actor=reporter(case.pk), case_uuid=case.uuid, step_key="withdraw", revision=1)
    assert lost.value.case is not None
    assert (lost.value.case.state, lost.value.case.revision) == ("reviewed", 2)
    assert _counts() == counts


def test_whoever_is_overtaken_between_looking_and_writing_loses_whole(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, key = world.report(), uuid4()
    original = queries.find

    def find_then_be_overtaken(actor: object, uuid: object) -> Case:
        found = original(actor, uuid)  # type: ignore[arg-type]  # passed on as given
        Case.objects.filter(pk=found.pk).update(revision=7)
        return found

    monkeypatch.setattr("wuzhi.cases.actions.find", find_then_be_overtaken)
    counts = _counts()
    with pytest.raises(Conflict) as lost:
        act(actor=world["dispatcher"], case_uuid=case.uuid, step_key="review", data=REVIEW, key=key)
    assert _counts() == counts
    assert lost.value.case is not None
    assert lost.value.case.state == "collected"  # what the page shows is what stands, not what was wished
    assert Case.objects.get(pk=case.pk).category == case.category


def test_a_batch_moves_what_it_can_and_names_the_rest(world: World) -> None:
    dispatcher = world["dispatcher"]
    fine, gone, elsewhere = world.report(), world.report(), world.report()
    world.take(gone, "reporter", "withdraw")
    loaded = list(queries.load(dispatcher).order_by("pk"))
    Case.objects.filter(pk=elsewhere.pk).update(revision=9)
    refused = act_many(actor=dispatcher, cases=loaded, step_key="review", data=REVIEW)
    assert {refusal.case.pk for refusal in refused} == {gone.pk, elsewhere.pk}
    assert all(refusal.words for refusal in refused)
    assert Case.objects.get(pk=fine.pk).state == "reviewed"
    assert Case.objects.get(pk=elsewhere.pk).state == "collected"
    assert world.kinds(elsewhere) == ["collect"]


def test_a_case_named_twice_in_a_batch_moves_once(world: World) -> None:
    case, dispatcher = world.report(), world["dispatcher"]
    for same in (True, False):
        one, other = queries.find(dispatcher, case.uuid), queries.find(dispatcher, case.uuid)
        act_many(actor=dispatcher, cases=[one, one if same else other], step_key="remind")
        case.refresh_from_db()
        events = world.events(case)
        assert (case.revision, case.head) == (len(events), events[-1].link)
    assert len(world.events(case)) == 3


def test_several_are_merged_into_one_at_once(world: World) -> None:
    target, parts, dispatcher = world.report(), [world.report(), world.report()], world["dispatcher"]
    loaded = list(queries.load(dispatcher).filter(pk__in=[part.pk for part in parts]))
    refused = act_many(actor=dispatcher, cases=loaded, step_key="merge", data={"into": target.tracking_code})
    assert refused == []
    assert world.kinds(target) == ["collect", "absorb", "absorb"]


def test_what_fails_in_the_middle_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = _counts()

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr("wuzhi.cases.recording._follow", fail)
    case = world.report()
    counts = _counts()
    with pytest.raises(RuntimeError):
        world.take(case, "dispatcher", "review", **REVIEW)
    assert _counts() == counts
    case.refresh_from_db()
    assert (case.state, case.revision) == ("collected", 1)


def test_no_case_for_whoever_may_not_see_it(world: World) -> None:
    case = world.report()
    for actor in (ANYONE, world["outsider"], reporter(case.pk + 1), world["administrator"]):
        with pytest.raises(NotFound):
            act(actor=actor, case_uuid=case.uuid, step_key="remind")
    with clock.at(MORNING), pytest.raises(NotFound):
        act(actor=world["dispatcher"], case_uuid=uuid4(), step_key="remind")


def test_what_a_key_was_used_for_cannot_be_guessed_from_its_digest(settings: Settings) -> None:
    kept = idempotency.digest("reply", {"reply": "13800000000"}, None)
    settings.SECRET_KEY = "another installation's"
    assert idempotency.digest("reply", {"reply": "13800000000"}, None) != kept
