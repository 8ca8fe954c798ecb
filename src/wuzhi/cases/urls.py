"""Inbox, case, steps, tracking, notices."""

from django.urls import path

from wuzhi.cases.owner import sight_of
from wuzhi.cases.screens.views import away, bulk, case, lists, notices, track
from wuzhi.files import owners

owners.register("cases", sight_of)

app_name = "cases"
urlpatterns = [
    path("desk", lists.desk, name="desk"),
    path("inbox", lists.inbox, name="inbox"),
    path("inbox/saved", lists.save, name="save"),
    path("inbox/saved/<int:pk>/forget", lists.forget, name="forget"),
    path("cases/<uuid:uuid>/follow", lists.follow, name="follow"),
    path("cases/ticked", bulk.show, name="bulk"),
    path("cases/<uuid:uuid>", case.show, name="case"),
    path("cases/<uuid:uuid>/steps/<slug:step>", case.take, name="step"),
    path("cases/<uuid:uuid>/contact", case.contact, name="contact"),
    path("away", away.away, name="away"),
    path("away/<int:leave>/end", away.end, name="end_leave"),
    path("unit", away.unit, name="unit"),
    path("unit/<int:person>", away.handover, name="handover"),
    path("track", track.ask, name="track"),
    path("t/<str:code>", track.show, name="status"),
    path("t/<str:code>/steps/<slug:step>", track.take, name="status_step"),
    path("notices", notices.show, name="notices"),
    path("notices/read", notices.mark_read, name="mark_read"),
]
