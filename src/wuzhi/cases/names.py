"""The names that a process gives to what others registered: one that nobody knows stops the program."""

from wuzhi.cases import delivery, fields, visibility
from wuzhi.cases.process import ANYONE, ENGINE, Process, ProcessError
from wuzhi.people.models import Role


def check(definition: Process) -> None:
    """Relations, audiences, kinds of field, opening roles. Raises ProcessError with what is not known.

    Otherwise a slip of the pen is a step that nobody can take, or a notice that is never delivered.
    """
    steps = (definition.opening, *definition.steps)
    related = {*definition.seen_by, *(key for step in definition.steps for key in step.by)}
    related |= {key for state in definition.states for key in state.awaits}
    unknown = {
        "relations": related - {*visibility.known(), ENGINE},
        "opening roles": set(definition.opening.by) - {*Role.values, ANYONE},
        "audiences": {key for step in steps for key in step.notify} - set(delivery.AUDIENCES),
        "kinds of field": {field.kind for step in steps for field in step.form} - fields.KINDS,
    }
    for what, keys in unknown.items():
        if keys:
            raise ProcessError(f"process {definition.key} {definition.version} names unknown {what}: {sorted(keys)}")
