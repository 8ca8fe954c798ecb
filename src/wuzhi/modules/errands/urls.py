"""Asking for an errand."""

from django.urls import path

from wuzhi.modules.errands import views

app_name = "errands"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("done/<str:code>", views.done, name="done"),
]
