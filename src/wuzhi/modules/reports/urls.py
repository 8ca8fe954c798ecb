"""Reporting and reviewing."""

from django.urls import path

from wuzhi.modules.reports import desk, views

app_name = "reports"
urlpatterns = [
    path("report", views.report, name="report"),
    path("report/done/<str:code>", views.done, name="done"),
    path("review", desk.queue, name="review_queue"),
    path("review/<uuid:uuid>/<slug:step>", desk.take, name="desk_step"),
]
