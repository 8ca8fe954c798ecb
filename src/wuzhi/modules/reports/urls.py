"""Reporting and reviewing."""

from django.urls import path

from wuzhi.modules.reports import dispatch_desk, supervision_desk, views

app_name = "reports"
urlpatterns = [
    path("report", views.report, name="report"),
    path("report/done/<str:code>", views.done, name="done"),
    path("review", dispatch_desk.queue, name="review_queue"),
    path("review/<uuid:uuid>/<slug:step>", dispatch_desk.take, name="desk_step"),
    path("supervision", supervision_desk.show, name="supervision"),
]
