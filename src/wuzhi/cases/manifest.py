"""How a module joins the house: one manifest, read when the program starts. Default deny for all it leaves out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

from wuzhi.cases import process
from wuzhi.cases.process import Process, Words
from wuzhi.core.sheets import Sheet, register

# Read by AppConfigs, before there are models: only the checker may name them.
if TYPE_CHECKING:
    from wuzhi.cases.models import Case, Event
    from wuzhi.people.actor import Actor


@dataclass(frozen=True)
class MenuItem:
    """A line of the menu, shown where `shown_to` says so; one of a `process` only while that is offered somewhere.

    `shown_to` is told whether someone is signed in and in which roles, and nothing else of them.
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


@dataclass(frozen=True, slots=True)
class Beside:
    """One line that a module adds to the page of a case, whichever process it runs on; `url` leads to more."""

    label: Words
    words: Words
    url: str = ""


@dataclass(frozen=True)
class Wait:
    """Something of a module's own that waits for someone: who, as a relation, what, and by when."""

    who: str
    what: Words
    by: datetime | None = None


@dataclass(frozen=True)
class LetterKind:
    """A letter that goes with some steps of a process; the room of letters numbers, prints and keeps it.

    `mark` stands in its number. `body` names the field whose words it carries, `addressee` the one with the unit
    that it goes to ('' for the unit in charge). A deadline is a label and where it is read: a date of the step, a
    stage (how long it may take) or `due_at`. `issued_by` and `read_by` are relations; whoever issues reads too.
    """

    key: str
    process: str
    label: Words
    mark: str
    steps: tuple[str, ...]
    opening: Words
    issued_by: tuple[str, ...]
    read_by: tuple[str, ...]
    body: str = "note"
    addressee: str = ""
    deadlines: tuple[tuple[Words, str], ...] = ()


@dataclass(frozen=True)
class CasePart:
    """What a room between the engine and the modules shows on the case page: a template, drawn with `part`.

    `read` is asked with the viewer, the loaded case and its events; where it gives nothing, nothing is drawn.
    """

    template: str
    read: Callable[[Actor, Case, Sequence[Event]], object]


@dataclass(frozen=True)
class Module:
    """What a module folder offers. `urls` is mounted at `path`; `waits` says what of its own facts waits for whom.

    `beside` is asked for lines on every case page; `sheets` are its settings in the workbook.
    """

    key: str
    processes: tuple[Process, ...] = ()
    urls: str = ""
    path: str = ""
    menu: tuple[MenuItem, ...] = ()
    panel: str = ""
    waits: Callable[[Any], Iterable[Wait]] | None = None
    letters: tuple[LetterKind, ...] = ()
    beside: Callable[[Case], Sequence[Beside]] | None = None
    sheets: tuple[Sheet, ...] = ()


_modules: dict[str, Module] = {}
_parts: list[CasePart] = []


def add_to_case(part: CasePart) -> None:
    """A room above the engine puts its part on the case page."""
    if part not in _parts:
        _parts.append(part)


def parts_of(viewer: Actor, case: Case, events: Sequence[Event]) -> list[tuple[str, object]]:
    """Templates and what each draws, of the parts that have something to say."""
    read = [(part.template, part.read(viewer, case, events)) for part in _parts]
    return [(template, found) for template, found in read if found]


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
        register(*found.sheets)
        for letter in found.letters:
            names.check_letter(letter)


def modules() -> list[Module]:
    """The modules of this installation, in the order of its settings."""
    return list(_modules.values())


def beside(case: Case) -> list[Beside]:
    """What all modules have to say of a case that runs on another's process."""
    return [line for module in modules() if module.beside for line in module.beside(case)]


def panel_of(process_key: str) -> str:
    """The template that shows a module's own facts on the case page, '' where it has none."""
    found = _owner(process_key)
    return found.panel if found else ""


def waits_of(case: Any) -> list[Wait]:
    """What of the module's own facts waits for someone in a loaded case."""
    found = _owner(case.process)
    return list(found.waits(case)) if found and found.waits else []


def _owner(process_key: str) -> Module | None:
    return next((one for one in modules() if any(known.key == process_key for known in one.processes)), None)
