"""What maps ask for."""

from django.urls import path

from wuzhi.areas import views

app_name = "areas"
urlpatterns = [
    path("areas/at", views.at, name="at"),
    path("areas/<str:code>.geojson", views.outlines, name="outlines"),
]
