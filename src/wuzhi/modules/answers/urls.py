"""Questions and answers."""

from django.urls import path

from wuzhi.modules.answers import views

app_name = "answers"
urlpatterns = [
    path("", views.search, name="search"),
    path("keep", views.keep, name="keep"),
    path("keep/new", views.edit, name="new"),
    path("keep/<slug:code>", views.edit, name="edit"),
    path("<slug:code>", views.read, name="read"),
    path("<slug:code>/helped", views.helped, name="helped"),
]
