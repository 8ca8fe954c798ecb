"""How a module joins the house: one manifest, read when the program starts. Default deny for all it leaves out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from django.apps import AppConfig

from wuzhi.cases import process
from wuzhi.cases.process import Process, Words

if TYPE_CHECKING:
    from wuzhi.people.actor import Actor


@dataclass(frozen=True)
class MenuItem:
    """A line of the menu, shown where `shown_to` says so; one of a `process` only while that is offered somewhere.

    With a `tile` (heading, words) it is on the home page too. It is where those begin who have no other roles than
    those in `home_of`; all others begin at their inbox. `first` tiles stay in sight in the elder mode, the
    others fold away.
    """

    label: Words
    url_name: str
    shown_to: Callable[[Actor], bool]
    icon: str = "circle"
    process: str = ""
    tile: tuple[Words, Words] | None = None
    home_of: tuple[str, ...] = ()
    first: bool = False


@dataclass(frozen=True)
class Module:
    """What a module folder offers. `urls` is mounted at `path`."""

    key: str
    processes: tuple[Process, ...] = ()
    urls: str = ""
    path: str = ""
    menu: tuple[MenuItem, ...] = ()
    panel: str = ""


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


def panel_of(process_key: str) -> str:
    """The template that shows a module's own facts on the case page, '' where it has none."""
    for module in modules():
        if any(definition.key == process_key for definition in module.processes):
            return module.panel
    return ""
