"""Where the standard is mounted: each resource in both formats, named by its suffix."""

from django.urls import path, register_converter

from wuzhi.open311 import views


class _Style:
    regex = "xml|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(_Style, "open311_style")
app_name = "open311"
urlpatterns = [
    path("discovery.<open311_style:style>", views.discovery, name="discovery"),
    path("v2/", views.root, {"style": "xml"}, name="root"),
    path("v2/services.<open311_style:style>", views.service_list, name="services"),
    path("v2/services/<str:code>.<open311_style:style>", views.service_definition, name="service"),
    path("v2/requests.<open311_style:style>", views.requests, name="requests"),
    path("v2/requests/<str:number>.<open311_style:style>", views.one_request, name="request"),
    path("v2/tokens/<str:token>.<open311_style:style>", views.token, name="token"),
    path("v2/servicerequestupdates.<open311_style:style>", views.updates, name="updates"),
]
