"""Name a person of the leading unit, and leave it to the whole unit again. The unit sees it and may act all along."""

from django.utils.translation import gettext_lazy as _

from wuzhi.cases.assigning import is_named, leads
from wuzhi.cases.models import Case
from wuzhi.cases.move import Move
from wuzhi.cases.outcomes import NotAllowed
from wuzhi.cases.process import STAY, Field, Step, Words
from wuzhi.modules.reports.steps import common
from wuzhi.people.actor import Actor


def _assign(move: Move) -> None:
    person = move.data["person"]
    if person.id == move.case.assignee_id:
        raise NotAllowed(_("%(person)s has it already.") % {"person": person})
    if move.case.assignee_id and not _may_change(move.case, move.actor):
        raise NotAllowed(_("It was given to someone else; a clerk of the unit, or that person, may change it."))
    move.case.assignee_id = person.id


def _may_change(case: Case, actor: Actor) -> bool:
    return leads(case, actor) or is_named(case, actor)


def _someone_named(case: Case, actor: Actor) -> Words | None:
    if case.assignee_id is None:
        return _("Nobody is named; the whole unit has it.")
    return None if _may_change(case, actor) else _("A clerk of the unit, or whoever was named, may take it back.")


def _unassign(move: Move) -> None:
    move.case.assignee_id = None


STEPS = (
    Step(
        "assign",
        _("Name the person who acts"),
        _("A person was named"),
        common.AT_WORK,
        (STAY,),
        ("handler",),
        form=(
            Field(
                "person",
                "person",
                _("Who acts?"),
                _("The unit still sees it and may act."),
                noted=_("Person who acts"),
            ),
            common.NOTE,
        ),
        change=_assign,
        notify=("assignee",),
        bulk=True,
    ),
    Step(
        "unassign",
        _("Leave it to the whole unit"),
        _("It was left to the whole unit"),
        common.AT_WORK,
        (STAY,),
        common.HANDLERS,
        form=(common.NOTE,),
        guard=_someone_named,
        change=_unassign,
        notify=("handler",),
        bulk=True,
    ),
)
