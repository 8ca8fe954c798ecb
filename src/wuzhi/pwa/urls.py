"""Where the phone is mounted."""

from django.urls import path

from wuzhi.pwa import views

app_name = "pwa"
urlpatterns = [
    path("", views.phone, name="phone"),
    path("sw.js", views.worker, name="worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
