"""The addresses of the house: rooms first, then what the modules' manifests name."""

from django.urls import include, path

from wuzhi.cases.manifest import modules

urlpatterns = [
    *(path(module.path, include(module.urls)) for module in modules() if module.urls),
]
