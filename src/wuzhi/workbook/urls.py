"""Addresses of the workbook, under those of the administration."""

from django.urls import path

from wuzhi.workbook import views

app_name = "workbook"
urlpatterns = [
    path("", views.book, name="book"),
    path("settings.xlsx", views.download, name="download"),
    path("empty.xlsx", views.empty, name="empty"),
    path("preview/", views.preview, name="preview"),
]
