"""The engine's tables."""

from wuzhi.cases.models.case import Case, Urgency
from wuzhi.cases.models.catalogue import Category, ProcessSwitch, Reason, Route, StageLimit, StandardText
from wuzhi.cases.models.desk import Follow, SavedFilter
from wuzhi.cases.models.event import Event, EventBody, EventPosition
from wuzhi.cases.models.gram import Gram
from wuzhi.cases.models.idempotency import IdempotencyKey
from wuzhi.cases.models.imported import Import, ImportedRow
from wuzhi.cases.models.recount import Recount
from wuzhi.cases.models.task import Task

__all__ = [
    "Case",
    "Category",
    "Event",
    "EventBody",
    "EventPosition",
    "Follow",
    "Gram",
    "IdempotencyKey",
    "Import",
    "ImportedRow",
    "ProcessSwitch",
    "Reason",
    "Recount",
    "Route",
    "SavedFilter",
    "StageLimit",
    "StandardText",
    "Task",
    "Urgency",
]
