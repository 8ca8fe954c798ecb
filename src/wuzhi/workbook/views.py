"""The workbook's pages: out, in, a look at what it would do, and then yes or no."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import IO

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wuzhi.cases.screens.views.access import for_workers
from wuzhi.core import clock, sheets
from wuzhi.people.actor import actor_of
from wuzhi.people.models import Role
from wuzhi.workbook import showing, uploads, writing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@for_workers(Role.ADMINISTRATOR)
def book(request: HttpRequest) -> HttpResponse:
    """Download, and upload: what was sent is looked at before anything is saved."""
    actor = actor_of(request)
    error = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            error = _("Choose a file first.")
        else:
            try:
                uploads.send(actor=actor, file=file)
            except ValidationError as refused:
                error = " ".join(refused.messages)
            else:
                return redirect("workbook:preview")
    context = {
        "waiting": uploads.waiting(actor),
        "error": error,
        "sheets": [sheet.tab for sheet in sheets.known().values()],
        "megabytes": uploads.LARGEST // 1_000_000,
        "most": uploads.MOST_ROWS,
    }
    return render(request, "workbook/book.html", context, status=422 if error else 200)


@require_safe
@for_workers(Role.ADMINISTRATOR)
def download(request: HttpRequest) -> HttpResponse:
    """All that is in force today."""
    return _file(writing.write_settings, f"wuzhi-{clock.today().isoformat()}.xlsx")


@require_safe
@for_workers(Role.ADMINISTRATOR)
def empty(request: HttpRequest) -> HttpResponse:
    """An empty one with notes and examples."""
    return _file(writing.write_template, "wuzhi.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@for_workers(Role.ADMINISTRATOR)
def preview(request: HttpRequest) -> HttpResponse:
    """Row by row what the upload would do; confirming does exactly that."""
    actor = actor_of(request)
    if request.method == "POST":
        return _decide(request)
    waiting = uploads.waiting(actor)
    if waiting is None:
        messages.info(request, _("No workbook waits for your word."))
        return redirect("workbook:book")
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    page = showing.page_of(waiting.report, number)
    context = {"waiting": waiting, "page_of_rows": page, "report": waiting.report}
    return render(request, "workbook/preview.html", context)


def _decide(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if "drop" in request.POST:
        uploads.drop(actor=actor)
        messages.info(request, _("The workbook was dropped. Nothing was changed."))
        return redirect("workbook:book")
    try:
        report = uploads.confirm(actor=actor, sent_at=request.POST.get("sent_at", ""))
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
        return redirect("workbook:preview")
    facts = {"added": report.added, "changed": report.changed}
    messages.success(request, _("Saved: %(added)d rows added, %(changed)d changed.") % facts)
    for note in report.notes:
        messages.info(request, note)
    return redirect("workbook:book")


def _file(write: Callable[[IO[bytes]], None], name: str) -> HttpResponse:
    content = io.BytesIO()
    write(content)
    header = content_disposition_header(True, name) or ""
    return HttpResponse(content.getvalue(), content_type=XLSX, headers={"Content-Disposition": header})
