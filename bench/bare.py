"""The floor: a bare Django in the same server and database, that does the least anyone could call a report.

POST /report writes one case row and one timeline row in one transaction; GET /t/<number> reads one row.
"""

from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

from wuzhi.settings import env

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": env.database(Path(env.text("WUZHI_VAR", "var")))},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        MIDDLEWARE=[],
        ROOT_URLCONF=__name__,
        SECRET_KEY="bench",
        USE_TZ=True,
    )
    django.setup(set_prefix=False)


class BareCase(models.Model):
    """Where a matter stands."""

    code = models.CharField(max_length=12)
    words = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A table of the bench's own."""

        app_label = "bench"

    def __str__(self) -> str:
        return self.code


class BareEvent(models.Model):
    """What happened."""

    case = models.ForeignKey(BareCase, models.CASCADE)
    kind = models.CharField(max_length=30)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A table of the bench's own."""

        app_label = "bench"

    def __str__(self) -> str:
        return self.kind


def report(request: HttpRequest) -> HttpResponse:
    """Two inserts, one commit."""
    with transaction.atomic():
        case = BareCase._default_manager.create(code="K7M299XA4TRC", words=request.POST["words"])
        BareEvent._default_manager.create(case=case, kind="collect")
    return HttpResponseRedirect(f"/t/{case.pk}")


def status(request: HttpRequest, pk: int) -> HttpResponse:
    """One row."""
    case = BareCase._default_manager.get(pk=pk)
    return HttpResponse(f"{case.code} {case.at:%Y-%m-%d %H:%M}")


def healthy(request: HttpRequest) -> HttpResponse:
    """As the real one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok")


urlpatterns = [path("report", report), path("t/<int:pk>", status), path("healthz", healthy)]
application = get_wsgi_application()


def make_tables() -> None:
    """Makes its two tables where they are missing."""
    if BareCase._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(BareCase)
            editor.create_model(BareEvent)


if __name__ == "__main__":
    make_tables()
