"""What a piece of work asks of the database, for the tests that hold a page to a number of queries."""

from collections.abc import Callable

from django.test import Client

from bench.counting import statements


def asked(work: Callable[[], object]) -> list[str]:
    """The statements of `work`, the settings' stamps apart: those are asked for once a second, whatever the work."""
    return [one for one in statements(work) if "core_settingsversion" not in one]


def asked_by(client: Client, path: str) -> list[str]:
    """The statements of a page that was opened once before. AssertionError where it does not open."""

    def opened() -> None:
        assert client.get(path).status_code == 200, path

    opened()
    return asked(opened)
