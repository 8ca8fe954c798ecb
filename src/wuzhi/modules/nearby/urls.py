"""What is public nearby."""

from django.urls import path

from wuzhi.modules.nearby import views

app_name = "nearby"
urlpatterns = [
    path("", views.matters, name="matters"),
    path("squares", views.squares, name="squares"),
    path("following", views.following, name="following"),
    path("<uuid:uuid>", views.matter, name="matter"),
    path("<uuid:uuid>/me-too", views.me_too, name="me_too"),
    path("<uuid:uuid>/follow", views.follow, name="follow"),
]
