"""A new module is one folder and one settings line: made here from nothing, and its process walked to the end."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.source import ROOT

SETTINGS = """
from wuzhi.settings.test import *

INSTALLED_APPS = [*INSTALLED_APPS, "visits"]
"""
FOLDER: Mapping[str, str] = {
    "__init__.py": "",
    "migrations/__init__.py": "",
    "apps.py": """
from wuzhi.cases import manifest


class VisitsConfig(manifest.ModuleConfig):
    name = label = "visits"
""",
    "models.py": """
from django.db import models

from wuzhi.cases.models import Case


class Visit(models.Model):
    case = models.OneToOneField(Case, models.PROTECT, related_name="visit")
    agreed_for = models.DateField(null=True)
""",
    "process.py": """
from wuzhi.cases.process import CLOCK, STAY, Field, Process, State, Step, Timer
from visits.models import Visit

NEAR = ("grid_worker", "chief")


def ask(move):
    move.add(Visit(case=move.case))


def agree(move):
    move.case.visit.agreed_for = move.data["day"]
    move.keep(move.case.visit)


VISIT = Process(
    key="visit",
    version=1,
    label="Visit",
    facts="visit",
    opening=Step(
        "ask", "Ask for a visit", "Asked for", (), ("asked",), ("anyone",),
        form=(Field("words", "words", "Why"), Field("place", "place", "Where")),
        change=ask, notify=NEAR, public=True,
    ),
    states=(
        State("asked", "asked for", "agree", awaits=NEAR, timers=(Timer("remind", overdue=True),)),
        State("agreed", "agreed", "visit", awaits=NEAR),
        State("visited", "visited", "confirm", timers=(Timer("close_silent", overdue=True),)),
        State("confirmed", "confirmed", end=True),
    ),
    steps=(
        Step(
            "agree", "Agree on a day", "A day was agreed on", ("asked",), ("agreed",), NEAR,
            form=(Field("day", "date", "Day"),), change=agree, public=True, tone="primary",
        ),
        Step("visit", "Visited", "Visited", ("agreed",), ("visited",), NEAR, public=True, tone="primary"),
        Step("confirm", "Confirm", "Confirmed", ("visited",), ("confirmed",), ("reporter",), tone="primary"),
        Step("remind", "Remind", "Reminded", ("asked",), (STAY,), (CLOCK,), notify=NEAR),
        Step("close_silent", "Close", "Closed", ("visited",), ("confirmed",), (CLOCK,)),
    ),
    seen_by=("reporter", "clock", *NEAR),
)
""",
    "module.py": """
from wuzhi.cases.manifest import MenuItem, Module

from visits.process import VISIT

MODULE = Module(
    key="visits",
    processes=(VISIT,),
    urls="visits.urls",
    path="visits/",
    menu=(MenuItem("Visits", "visits:ask", lambda actor: True, tile=("Ask for a visit", "Someone comes by.")),),
    panel="visits/panel.html",
)
""",
    "urls.py": """
from django.urls import path

from visits import views

app_name = "visits"
urlpatterns = [path("", views.ask, name="ask"), path("done/<str:code>", views.done, name="done")]
""",
    "views.py": """
from django.shortcuts import redirect, render

from wuzhi.cases.screens.views.opening import opening_page, receipt, take_in


def ask(request):
    sent = request.method == "POST" and "show_town" not in request.POST
    opened = (take_in if sent else opening_page)(request, "visit")
    if opened.done is not None:
        return redirect("visits:done", code=opened.done.case.tracking_code)
    return render(request, "visits/ask.html", {"opened": opened, "send": "Ask"}, status=opened.status)


def done(request, code):
    return receipt(request, code, "visit", "Someone near you agrees on a day with you.")
""",
    "templates/visits/ask.html": """
{% extends "core/base.html" %}
{% block content %}{% include "cases/opening.html" %}{% endblock %}
""",
    "templates/visits/panel.html": """
{% if facts.agreed_for %}<div><dt>Day</dt><dd>{{ facts.agreed_for|date:"Y-m-d" }}</dd></div>{% endif %}
""",
    "migrations/0001_initial.py": """
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("cases", "0001_initial")]
    operations = [
        migrations.CreateModel(
            "Visit",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreed_for", models.DateField(null=True)),
                ("case", models.OneToOneField(on_delete=models.PROTECT, related_name="visit", to="cases.case")),
            ],
        )
    ]
""",
}
# Everything that follows is done by the product, over HTTP where people would do it.
PLAY = """
import json

import django

django.setup()
from django.core.management import call_command
from django.test import Client

from wuzhi.areas.calendar import seed_calendar
from wuzhi.cases import clockwork, settings
from wuzhi.cases.models import Case
from wuzhi.core import clock
from wuzhi.demo.cast import BUILDING, build_cast
from wuzhi.notices import jobs
from wuzhi.notices.models import Notice
from wuzhi.people.actions import operator

call_command("migrate", verbosity=0)
call_command("makemigrations", "visits", check=True, dry_run=True, verbosity=0)
seed_calendar(years=[clock.today().year, clock.today().year + 1])
cast = build_cast()
settings.set_limit(
    actor=operator("test"), process_key="visit", stage="agree", amount=2, unit="working_days", area_code=""
)
resident, worker, chief = Client(), Client(), Client()
worker.force_login(cast.users["grid"])
chief.force_login(cast.users["chief"])
said = {}
home = resident.get("/").content.decode()
said["offered"] = ["/visits/" in home, "Someone comes by." in home]
said["form"] = resident.get("/visits/").status_code
sent = resident.post("/visits/", {"words": "please come", "place_code": BUILDING}, follow=True)
said["receipt"] = sent.status_code
case = Case.objects.get(process="visit")
said["due"] = case.due_at is not None
said["delivered"] = [jobs.work(), jobs.Job.objects.count()]
said["told"] = sorted(Notice.objects.values_list("user__username", flat=True))
said["inbox"] = [str(case.uuid) in one.get("/inbox").content.decode() for one in (worker, chief)]
page = worker.get(f"/cases/{case.uuid}").content.decode()
said["page"] = ["please come" in page, "Agree on a day" in page]
worker.post(f"/cases/{case.uuid}/steps/agree", {"day": "2030-01-08"})
said["panel"] = "2030-01-08" in chief.get(f"/cases/{case.uuid}").content.decode()
chief.post(f"/cases/{case.uuid}/steps/visit")
said["status"] = resident.get(f"/t/{case.tracking_code}").status_code
resident.post(f"/t/{case.tracking_code}/steps/confirm")
case.refresh_from_db()
said["end"] = [case.state, case.revision, case.closed_at is not None]
said["tick"] = [clockwork.tick().broken, jobs.work() and jobs.Job.objects.count()]
print(json.dumps(said))
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder outside the product, with the module's own folder and the settings line in it."""
    for name, text in FOLDER.items():
        path = tmp_path / "visits" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "with_visits.py").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def _run(place: Path, script: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "with_visits",
        "DATABASE_URL": f"sqlite:///{place / 'visits.sqlite3'}",
        "PYTHONPATH": os.pathsep.join([str(place), str(ROOT / "src")]),
        "WUZHI_VAR": str(place / "var"),
    }
    return subprocess.run(
        [sys.executable, "-c", script], env=environment, cwd=place, capture_output=True, text=True, check=False
    )


def test_a_module_is_one_folder_and_one_settings_line(place: Path) -> None:
    done = _run(place, PLAY)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "offered": [True, True],
        "form": 200,
        "receipt": 200,
        "due": True,
        "delivered": [1, 0],
        "told": ["chief", "grid"],
        "inbox": [True, True],
        "page": [True, True],
        "panel": True,
        "status": 200,
        "end": ["confirmed", 4, True],
        "tick": [0, 0],
    }


def test_a_slip_of_the_pen_stops_the_program(place: Path) -> None:
    path = place / "visits" / "process.py"
    path.write_text(path.read_text(encoding="utf-8").replace("notify=NEAR, public", 'notify=("chef",), public'))
    done = _run(place, "import django; django.setup()")
    assert done.returncode != 0
    assert "process visit 1 names unknown audiences: ['chef']" in done.stderr
