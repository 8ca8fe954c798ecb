"""`wuzhi check` finds what it says it finds."""

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import Settings

from tests.support.databases import FreshDatabase
from wuzhi.core import append_only, installation


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the checks of the other rooms."""
    monkeypatch.setattr(installation, "_checks", {})


@pytest.mark.django_db
@pytest.mark.usefixtures("alone")
def test_a_new_installation_has_no_fault_of_its_own(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
    assert installation.problems() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    ("setting", "value", "word"),
    [
        ("ALLOWED_HOSTS", ["example.gov.cn"], "example.gov.cn"),
        ("COUNTY_KEY", "", "WUZHI_COUNTY_KEY"),
        ("COUNTY_KEY", "c2hvcnQ=", "WUZHI_COUNTY_KEY"),
        ("COUNTY_KEY", "not base64!", "WUZHI_COUNTY_KEY"),
        ("STATICFILES_FINDERS", [], "vendor/tabler.min.css"),
    ],
)
def test_one_wrong_setting_is_one_sentence(settings: Settings, setting: str, value: object, word: str) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    setattr(settings, setting, value)
    found = installation.problems()
    assert len(found) == 1
    assert word in found[0]


@pytest.mark.usefixtures("alone")
def test_missing_triggers_are_found(fresh_database: FreshDatabase, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    with fresh_database.connected():
        table = next(iter(append_only.tables()))
        drop_triggers(table)
        found = installation.problems()
    assert len(found) == 1
    assert table in found[0]


def drop_triggers(table: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'DROP TRIGGER wuzhi_refuse_change ON "{table}"')
        else:
            cursor.execute(f'DROP TRIGGER "wuzhi_refuse_update_{table}"')


@pytest.mark.usefixtures("alone")
def test_an_empty_database_is_told_to_migrate(fresh_database: FreshDatabase, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    with fresh_database.connected():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'areas'")
        found = installation.problems()
    assert len(found) == 1
    assert "areas.0001" in found[0]


@pytest.mark.django_db
@pytest.mark.usefixtures("alone")
def test_a_room_may_add_a_check_once(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]

    def nobody_home() -> Iterator[str]:
        yield "Nobody is home."

    installation.register("home", nobody_home)
    installation.register("home", nobody_home)
    assert installation.problems() == ["Nobody is home."]
    with pytest.raises(ValueError, match="home"):
        installation.register("home", lambda: [])


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("localhost", True),
        ("[::1]", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.2", False),
        ("example.org", False),
        ("*", False),
        ("", False),
    ],
)
def test_the_demo_serves_this_machine_alone(host: str, loopback: bool) -> None:
    assert installation.is_loopback(host) is loopback
    assert (installation.why_not_serve(host) is None) is loopback
