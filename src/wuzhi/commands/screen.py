"""How commands speak: sentences on the terminal, a bar for long work, exit codes for scripts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

FINE, PROBLEMS, USAGE = 0, 1, 2

out = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Yields `progress(done, total)`. The bar goes to stderr, and only where that is a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as shown:
        task = shown.add_task(title, total=None)

        def progress(done: int, total: int) -> None:
            shown.update(task, completed=done, total=total)

        yield progress


def at_line(line: int, reason: str) -> str:
    """A fault with its line in the file; 0 where it is of no line."""
    return _("line %(line)d: %(reason)s") % {"line": line, "reason": reason} if line else reason


def say(sentence: str) -> None:
    """A plain line on stdout; brackets in it are text, not markup."""
    out.print(sentence, markup=False)


def complain(sentence: str) -> None:
    """A plain line on stderr."""
    errors.print(sentence, markup=False, style="red")
