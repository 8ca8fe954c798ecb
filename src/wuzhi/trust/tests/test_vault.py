"""What people write is in the vault and nowhere else, and no look at it goes unrecorded."""

import logging
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from django.conf import LazySettings
from django.db import DatabaseError, connection, transaction

from tests.support.databases import FreshDatabase
from tests.support.world import CONTENT, REVIEW, World, at
from wuzhi.cases.chain import body_of
from wuzhi.cases.clockwork import tick
from wuzhi.cases.models import Case, EventBody
from wuzhi.cases.recording import secrets_named
from wuzhi.core.versions import forget_stamps
from wuzhi.notices.jobs import work
from wuzhi.notices.models import Job, Notice
from wuzhi.trust.models import Access, Secret
from wuzhi.trust.vault import CALL_BACK, HANDLING, decrypt, reveal, seal

WORDS, CONTACT, NOTE = "金丝雀叽叽喳喳", "13812345678", "canary-in-a-note"
CANARIES = (WORDS, CONTACT, NOTE)


def _a_whole_life(world: World) -> Case:
    """Every place where somebody writes something, from the report to its reopening."""
    case = world.report(words=WORDS, contact=CONTACT)
    case = world.take(case, "dispatcher", "review", **REVIEW)
    unit, other = world.ids("department", "second")
    case = world.take(case, "dispatcher", "dispatch", unit=unit, others=[other], note=NOTE)
    case = world.take(case, "clerk", "accept", note=NOTE)
    case = world.take(case, "asked", "answer", note=NOTE)
    case = world.take(case, "clerk", "ask_reporter", question=NOTE)
    case = world.take(case, "reporter", "reply", reply=WORDS)
    case = world.take(case, "clerk", "report_done", note=NOTE)
    case = world.take(case, "reporter", "call_back", **CONTENT, note=WORDS)
    case = world.take(case, "reporter", "reopen", note=WORDS)
    world.errand(words=WORDS, contact=CONTACT)
    return case


@pytest.fixture
def heard(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that our own loggers and Django's say, at the lowest level."""
    caplog.set_level(logging.DEBUG)
    for name in ("wuzhi", "django"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


def test_no_words_outside_the_vault(world: World, heard: pytest.LogCaptureFixture) -> None:
    case = _a_whole_life(world)
    work()
    with at("2026-04-01 09:00"):
        tick()
        work()
    columns = [str(row) for model in (Case, EventBody, Job, Notice) for row in model.objects.values()]
    everything = "\n".join([*columns, str(case), heard.text])
    assert Secret.objects.count() > 8
    for canary in CANARIES:
        assert canary not in everything


def _stored(database: FreshDatabase) -> list[bytes]:
    """The embedded database's files as they lie on the disk; of a server, every row of every table as text."""
    if connection.vendor == "sqlite":
        return [path.read_bytes() for path in Path(database.name).parent.glob(f"{Path(database.name).name}*")]
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(" ".join(["SELECT t::text FROM", connection.ops.quote_name(table), "t"]))
            found += [row[0].encode() for row in cursor.fetchall()]
    return found


def test_nor_anywhere_in_the_database(fresh_database: FreshDatabase) -> None:
    with fresh_database.connected(), at("2026-03-10 09:00"):
        forget_stamps()
        world = World()
        _a_whole_life(world)
        written = _stored(fresh_database)
    assert any("路灯不亮".encode() in content for content in written)  # the released summary: the search works
    for canary in CANARIES:
        for code in (canary.encode(), canary.encode("utf-16-le"), canary.encode().hex().encode()):
            assert not any(code in content for content in written)


def test_a_look_is_recorded_with_the_answer(world: World) -> None:
    case, clerk = world.report(words=WORDS, contact=CONTACT), world["dispatcher"]
    assert case.words is not None
    assert case.contact is not None
    found = reveal(viewer=clerk, uuids=[case.words, case.contact], subject=case.uuid, purpose=CALL_BACK)
    assert found == {case.words: WORDS, case.contact: CONTACT}
    entry = Access.objects.get()
    assert (entry.actor, entry.subject, entry.purpose) == (clerk.reference, case.uuid, CALL_BACK)
    assert (entry.kinds, entry.count, entry.unit_id) == ("contact,words", 2, world.unit("centre").pk)


def test_nothing_is_shown_where_the_look_can_t_be_recorded(world: World) -> None:
    case = world.report(words=WORDS)
    assert case.words is not None
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE trust_access RENAME TO trust_gone")
    with pytest.raises(DatabaseError), transaction.atomic():
        reveal(viewer=world["dispatcher"], uuids=[case.words], subject=case.uuid, purpose=HANDLING)


def test_a_look_that_comes_to_nothing_is_undone_with_it(world: World) -> None:
    case = world.report(words=WORDS)
    assert case.words is not None
    with transaction.atomic():
        reveal(viewer=world["dispatcher"], uuids=[case.words], subject=case.uuid, purpose=HANDLING)
        transaction.set_rollback(True)
    assert not Access.objects.exists()


def test_an_erased_secret_is_simply_missing(world: World) -> None:
    case = world.report(words=WORDS, contact=CONTACT)
    assert case.words is not None
    assert case.contact is not None
    Secret.objects.filter(uuid=case.contact).delete()
    both = [case.words, case.contact]
    assert reveal(viewer=world["dispatcher"], uuids=both, subject=case.uuid, purpose=HANDLING) == {case.words: WORDS}
    assert Access.objects.get().count == 1


def test_asking_for_nothing_is_no_look(world: World) -> None:
    assert reveal(viewer=world["dispatcher"], uuids=[], subject=uuid4(), purpose=HANDLING) == {}
    assert not Access.objects.exists()


def test_the_events_name_what_the_vault_holds(world: World) -> None:
    case = world.report(words=WORDS, contact=CONTACT)
    named = secrets_named(body_of(world.events(case)[0]))
    assert named == {"words": case.words, "contact": case.contact}
    assert set(named.values()) == set(Secret.objects.values_list("uuid", flat=True))


@pytest.mark.parametrize("text", ["", "一", "\U0001f600" * 5000, "a\nb\tc", "\u202eoverride"])
def test_what_goes_in_comes_out(world: World, text: str) -> None:
    secret = seal("words", text)
    secret.save()
    found = reveal(viewer=world["clerk"], uuids=[secret.uuid], subject=uuid4(), purpose=HANDLING)
    assert found == {secret.uuid: text}
    assert len({bytes(seal("words", text).ciphertext) for _time in range(3)}) == 3


def test_a_secret_opens_for_its_own_name_and_key_only(settings: LazySettings) -> None:
    one, other = seal("words", WORDS), seal("words", WORDS)
    with pytest.raises(InvalidTag):
        decrypt(one.nonce, one.ciphertext, one.wrapped_key, other.uuid.bytes)
    with pytest.raises(InvalidTag):
        decrypt(one.nonce, other.ciphertext, one.wrapped_key, one.uuid.bytes)
    flipped = bytes([one.ciphertext[0] ^ 1]) + bytes(one.ciphertext[1:])
    with pytest.raises(InvalidTag):
        decrypt(one.nonce, flipped, one.wrapped_key, UUID(str(one.uuid)).bytes)
    settings.COUNTY_KEY = "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg="
    with pytest.raises(InvalidUnwrap):
        decrypt(one.nonce, one.ciphertext, one.wrapped_key, one.uuid.bytes)
