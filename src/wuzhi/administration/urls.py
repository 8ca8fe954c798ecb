"""Addresses of the administrator's desk; the lists and forms of settings lie below the same path."""

from django.urls import path

from wuzhi.administration import views

app_name = "administration"
urlpatterns = [
    path("", views.home, name="home"),
    path("year/", views.this_year, name="this_year"),
    path("year/<int:year>/", views.year, name="year"),
]
