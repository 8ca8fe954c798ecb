"""Pictures."""

from django.urls import path

from wuzhi.files import views

app_name = "files"
urlpatterns = [path("files/<str:signed>", views.serve, name="serve")]
