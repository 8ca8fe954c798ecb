"""Why a step was not taken, in words that its page can show."""

from __future__ import annotations

from dataclasses import dataclass

from wuzhi.cases.forms import StepForm
from wuzhi.cases.models import Case


class NotTaken(Exception):
    """The step was not taken, and nothing was written."""


class NotFound(NotTaken):
    """There is no such case or step for this actor: 404, whether or not it exists."""


class NotAllowed(NotTaken):
    """The actor sees the case but may not take this step now; the message says why."""


class Conflict(NotTaken):
    """Someone else was quicker. `case` is the one that the loser saw."""

    def __init__(self, words: str, case: Case | None = None) -> None:
        super().__init__(words)
        self.case = case


class Invalid(NotTaken):
    """The form has errors; `form` shows them beside their fields."""

    def __init__(self, form: StepForm) -> None:
        super().__init__("; ".join(str(error) for errors in form.errors.values() for error in errors))
        self.form = form


@dataclass(frozen=True)
class Refusal:
    """One case of a batch that did not move, and why."""

    case: Case
    words: str
