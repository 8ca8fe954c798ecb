"""The addresses of the house: rooms first, then what the modules' manifests name."""

from django.contrib import admin
from django.urls import include, path

from wuzhi.cases.manifest import modules

urlpatterns = [
    path("", include("wuzhi.core.urls")),
    path("", include("wuzhi.people.urls")),
    path("", include("wuzhi.areas.urls")),
    path("", include("wuzhi.files.urls")),
    path("", include("wuzhi.cases.urls")),
    path("", include("wuzhi.papers.urls")),
    path("", include("wuzhi.roster.urls")),
    path("", include("wuzhi.insight.urls")),
    path("admin/", include("wuzhi.administration.urls")),
    path("admin/workbook/", include("wuzhi.workbook.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("wuzhi.api.urls")),
    path("open311/", include("wuzhi.open311.urls")),
    path("phone/", include("wuzhi.pwa.urls")),
    *(path(module.path, include(module.urls)) for module in modules() if module.urls),
]
handler400 = "wuzhi.core.views.bad_request"
handler403 = "wuzhi.core.views.forbidden"
handler404 = "wuzhi.core.views.not_found"
handler500 = "wuzhi.core.views.server_error"
