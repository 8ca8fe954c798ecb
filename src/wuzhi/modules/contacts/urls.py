"""Who is here for me."""

from django.urls import path

from wuzhi.modules.contacts import views

app_name = "contacts"
urlpatterns = [
    path("", views.choose, name="choose"),
    path("<str:code>", views.village, name="village"),
]
