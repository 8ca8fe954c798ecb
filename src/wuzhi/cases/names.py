"""The names that a process gives to what others registered: one that nobody knows stops the program."""

from wuzhi.cases import delivery, fields, process, visibility
from wuzhi.cases.manifest import LetterKind
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
    awaited = {key for state in definition.states for key in state.awaits}
    blind = sorted(key for key in awaited if not set(visibility.wider(key)) <= set(definition.seen_by))
    if blind:
        raise ProcessError(f"process {definition.key} {definition.version} waits for {blind}, who may not read it")


def check_letter(letter: LetterKind) -> None:
    """Its steps, relations, fields and deadlines. Raises ProcessError with what is not known."""
    definition = process.current(letter.process)
    steps = [step for step in definition.steps if step.key in letter.steps]
    given = {field.key for step in steps for field in step.form}
    sources = {source for _label, source in letter.deadlines}
    unknown = {
        "steps": set(letter.steps) - {step.key for step in steps},
        "relations": {*letter.issued_by, *letter.read_by} - set(visibility.known()),
        "fields": {letter.body, letter.addressee} - given - {""},
        "deadlines": sources - given - {*definition.stages(), "due_at"},
    }
    for what, keys in unknown.items():
        if keys:
            raise ProcessError(f"letter {letter.key} of {letter.process} names unknown {what}: {sorted(keys)}")
