"""How a module joins the house: one manifest, read when the program starts. Default deny for all it leaves out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from django.apps import AppConfig

from wuzhi.cases import process
from wuzhi.cases.process import Process, Words

if TYPE_CHECKING:
    from wuzhi.cases.models import Case
    from wuzhi.people.actor import Actor


@dataclass(frozen=True)
class MenuItem:
    """A line of the menu, shown where `shown_to` says so; one of a `process` only while that is offered somewhere.

    With a `tile` (heading, words) it is on the home page too. It is where those begin who have no other roles than
    those in `home_of`; all others begin at their inbox.
    """

    label: Words
    url_name: str
    shown_to: Callable[[Actor], bool]
    icon: str = "circle"
    process: str = ""
    tile: tuple[Words, Words] | None = None
    home_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """One line that a module adds to the page of a case, whichever process it runs on; `url` leads to more."""

    label: Words
    words: Words
    url: str = ""


@dataclass(frozen=True)
class Module:
    """What a module folder offers. `urls` is mounted at `path`; `beside` is asked for lines on every case page."""

    key: str
    processes: tuple[Process, ...] = ()
    urls: str = ""
    path: str = ""
    menu: tuple[MenuItem, ...] = ()
    panel: str = ""
    beside: Callable[[Case], Sequence[Beside]] | None = None


_modules: dict[str, Module] = {}


class ModuleConfig(AppConfig):
    """Every module's app config: it registers the manifest in `<module>.module.MODULE`."""

    def ready(self) -> None:
        """Processes are checked as they are registered; a broken one stops the program here."""
        found: Module = import_module(f"{self.name}.module").MODULE
        _modules[found.key] = found
        names = import_module("wuzhi.cases.names")  # it needs the tables, which are not there when an app is named
        for definition in found.processes:
            names.check(definition)
            process.register(definition)


def modules() -> list[Module]:
    """The modules of this installation, in the order of its settings."""
    return list(_modules.values())


def beside(case: Case) -> list[Beside]:
    """What all modules have to say of a case that runs on another's process."""
    return [line for module in modules() if module.beside for line in module.beside(case)]


def panel_of(process_key: str) -> str:
    """The template that shows a module's own facts on the case page, '' where it has none."""
    for module in modules():
        if any(definition.key == process_key for definition in module.processes):
            return module.panel
    return ""
