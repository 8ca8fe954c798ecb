"""The county page."""

from django.urls import path

from wuzhi.insight import views

app_name = "insight"
urlpatterns = [
    path("county", views.county, name="county"),
    path("county/grids.json", views.grids, name="grids"),
    path("county/<slug:key>", views.cases, name="cases"),
]
