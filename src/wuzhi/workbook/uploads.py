"""Sending a workbook, looking at what it would do, and then confirming or dropping it."""

from __future__ import annotations

import io
import json
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from wuzhi.areas.calendar import DayChange
from wuzhi.areas.sheets import CALENDAR
from wuzhi.cases.clockwork import turns
from wuzhi.cases.recounting import would_move
from wuzhi.core import clock
from wuzhi.core.sheets import YES
from wuzhi.people.actions import require_administrator
from wuzhi.people.actor import Actor
from wuzhi.workbook import actions, guarding
from wuzhi.workbook.actions import Change, Report
from wuzhi.workbook.models import Upload
from wuzhi.workbook.reading import Fault

LARGEST = 5_000_000
MOST_ROWS = 500
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Waiting:
    """An upload that waits for a word, with what it would do."""

    upload: Upload
    report: Report = field(default_factory=Report)


def send(*, actor: Actor, file: UploadedFile[bytes]) -> Waiting:
    """Checks a file whole and keeps it with its preview; an earlier one of the same person is dropped.

    Raises ValidationError where the file is no workbook or too large: then nothing is kept.
    """
    require_administrator(actor)
    if (file.size or 0) > LARGEST:
        raise guarding.too_large()
    content = file.read()
    report = actions.preview(actor=actor, file=io.BytesIO(content), most_rows=MOST_ROWS)
    if report.errors and not report.errors[0].sheet and report.errors[0].line == 0 and len(report.errors) == 1:
        raise ValidationError(report.errors[0].reason)
    report.notes += _moving(report)
    with transaction.atomic():
        drop_stale()
        facts: dict[str, Any] = {"sent_at": clock.now(), "name": (file.name or "")[-80:], "content": content}
        facts["findings"] = _findings(report)
        upload, _made = Upload.objects.update_or_create(user_id=_who(actor), defaults=facts)
    return Waiting(upload, report)


def waiting(viewer: Actor) -> Waiting | None:
    """What this person sent and has not decided on; None where there is nothing."""
    upload = Upload.objects.defer("content").filter(user_id=_who(viewer), sent_at__gt=clock.now() - KEPT).first()
    return Waiting(upload, _report(upload.findings)) if upload else None


def confirm(*, actor: Actor, sent_at: str) -> Report:
    """Does what the preview of the upload sent at that moment showed, in one transaction with its record.

    Raises ValidationError where it waits no longer, or would do something else by now: then nothing is done, and
    the upload holds the new preview.
    """
    require_administrator(actor)
    with transaction.atomic():
        upload = Upload.objects.select_for_update().filter(user_id=_who(actor)).first()
        if upload is None or upload.sent_at.isoformat() != sent_at:
            raise ValidationError(_("This workbook is no longer waiting: it was confirmed, dropped, or sent again."))
        shown = _report(upload.findings)
        if shown.errors:
            raise ValidationError(_("The workbook has rows that are refused. Mend them and send it again."))
        file = io.BytesIO(bytes(upload.content))
        done = actions.confirm(actor=actor, file=file, most_rows=MOST_ROWS, shown=shown.changes)
        if done is not None:
            upload.delete()
            return done
        file.seek(0)
        again = actions.preview(actor=actor, file=file, most_rows=MOST_ROWS)
        again.notes += _moving(again)
        upload.findings = _findings(again)
        upload.sent_at = clock.now()
        upload.save(update_fields=["findings", "sent_at"])
    raise ValidationError(_("The settings were changed meanwhile. Nothing was saved; please look again."))


def drop(*, actor: Actor) -> None:
    """The upload is forgotten."""
    Upload.objects.filter(user_id=_who(actor)).delete()


def drop_stale() -> int:
    """Forgets what nobody decided on within a day; how many. The clock's turn."""
    stale = Upload.objects.filter(sent_at__lte=clock.now() - KEPT)
    return stale.delete()[0] if stale.exists() else 0


turns("workbook uploads", drop_stale)


def _moving(report: Report) -> list[str]:
    """What the file's days would do to open matters, in a sentence; nothing where it leaves the calendar alone."""
    days = []
    for change in report.changes:
        said = {key: (before, after) for key, before, after in change.columns}
        if change.sheet == CALENDAR.key and "working" in said:
            before, after = said["working"]
            day, area = change.name
            days.append(DayChange(area, date.fromisoformat(day), before == YES if before else None, after == YES))
    moving = would_move(days)
    if not moving.total:
        return []
    facts = {"later": moving.later, "earlier": moving.earlier}
    return [_("Its days of the calendar let %(later)d open matters fall due later and %(earlier)d earlier.") % facts]


def _who(actor: Actor) -> int:
    return actor.user_id or 0


def _findings(report: Report) -> str:
    return json.dumps(asdict(report), ensure_ascii=False)


def _report(text: str) -> Report:
    facts = json.loads(text)
    facts["errors"] = [Fault(*one) for one in facts["errors"]]
    facts["changes"] = [Change(*one) for one in facts["changes"]]
    return Report(**facts)
