"""Home, language, elder mode, sign of life."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from wuzhi.core import views

app_name = "core"
urlpatterns = [
    path("", views.home, name="home"),
    path("language", csrf_exempt(set_language), name="language"),
    path("elder", views.elder, name="elder"),
    path("healthz", views.healthz, name="healthz"),
]
