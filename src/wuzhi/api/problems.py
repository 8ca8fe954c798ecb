"""What went wrong, as RFC 9457 says it: `application/problem+json`, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from wuzhi.cases.forms import StepForm
from wuzhi.cases.outcomes import Conflict, Invalid, NotAllowed, NotFound

MEDIA_TYPE = "application/problem+json"
_PLACE = "place_"


class FieldFault(Schema):
    """What is wrong with one field; `field` is '' where it is the whole."""

    field: str
    detail: str


class Problem(Schema):
    """Why a request was refused. `revision` is where the case stands now, after a conflict."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    errors: list[FieldFault] = []
    revision: int | None = None


class Refused(Exception):
    """A request that this door itself refuses."""

    def __init__(self, status: int, detail: str, errors: Sequence[FieldFault] = ()) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, list(errors)


def problem(
    status: int, detail: str = "", errors: Iterable[FieldFault] = (), revision: int | None = None
) -> HttpResponse:
    """The answer."""
    body = Problem(title=_title(status), status=status, detail=detail, errors=list(errors), revision=revision)
    answer = JsonResponse(body.model_dump(), status=status, content_type=MEDIA_TYPE)
    answer["Cache-Control"] = "no-store"
    return answer


def _title(status: int) -> str:
    known = {
        400: _("The request can't be read"),
        401: _("Please sign in"),
        403: _("Not allowed"),
        404: _("Not found"),
        409: _("Someone was quicker"),
        412: _("Someone was quicker"),
        413: _("What was sent is too large"),
        422: _("Something is missing or wrong"),
        428: _("Please say which state you saw"),
        500: _("Something went wrong here"),
        503: _("Out of order for a short time"),
    }
    return known.get(status, _("Refused"))


def faults_of(form: StepForm) -> list[FieldFault]:
    """A form's errors by field; the inputs of a place are one field here."""
    found = []
    for key, errors in form.errors.items():
        field = "" if key == "__all__" else "place" if key.startswith(_PLACE) else key
        found += [FieldFault(field=field, detail=str(error)) for error in errors]
    return found


def _read(error: ValidationError) -> HttpResponse:
    faults = [
        FieldFault(
            field=".".join(str(part) for part in one["loc"][1:]),
            detail=_("This is missing.") if one["type"] == "missing" else _("This is not as the description says."),
        )
        for one in error.errors
    ]
    return problem(422, _("Please look at the marked fields."), faults)


def _conflict(error: Conflict) -> HttpResponse:
    return problem(412 if error.case else 409, str(error), revision=error.case.revision if error.case else None)


def _foreseen(status: int) -> str:
    """What the library refuses by itself, in our words: its own are English."""
    known = {
        400: _("The body is no JSON."),
        403: _("The header X-CSRFToken is missing or old; GET me gives a new one."),
    }
    return known.get(status, "")


_ANSWERS: dict[type[Exception], Callable[[Any], HttpResponse]] = {
    Refused: lambda error: problem(error.status, error.detail, error.errors),
    ValidationError: _read,
    AuthenticationError: lambda _error: problem(401, _("Sign in, or send a key that is still good.")),
    HttpError: lambda error: problem(error.status_code, _foreseen(error.status_code)),
    Http404: lambda _error: problem(404),
    NotFound: lambda _error: problem(404),
    NotAllowed: lambda error: problem(403, str(error)),
    PermissionDenied: lambda error: problem(403, str(error)),
    Conflict: _conflict,
    Invalid: lambda error: problem(422, _("Please look at the marked fields."), faults_of(error.form)),
}


def answer_by(api: NinjaAPI) -> None:
    """Every refusal of the house becomes a problem; what nobody foresaw stays a server error."""
    for kind, answer in _ANSWERS.items():
        api.add_exception_handler(kind, _handler(answer))


def _handler(answer: Callable[[Any], HttpResponse]) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda _request, error: answer(error)
