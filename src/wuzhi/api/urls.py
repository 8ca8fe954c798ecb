"""Where the API is mounted."""

from django.urls import path

from wuzhi.api.door import API

urlpatterns = [path("", API.urls)]
