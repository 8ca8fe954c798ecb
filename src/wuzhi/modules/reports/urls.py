"""Reporting and reviewing."""

from django.urls import path

from wuzhi.modules.reports import views

app_name = "reports"
urlpatterns = [
    path("report", views.report, name="report"),
    path("report/done/<str:code>", views.done, name="done"),
    path("supervision", views.supervision, name="supervision"),
    path("review", views.review_queue, name="review_queue"),
]
