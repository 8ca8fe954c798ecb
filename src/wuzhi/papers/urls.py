"""Letters."""

from django.urls import path

from wuzhi.papers import views

app_name = "papers"
urlpatterns = [
    path("cases/<uuid:uuid>/letters/<int:event>/<slug:kind>", views.issue, name="issue"),
    path("letters/<uuid:uuid>", views.show, name="letter"),
    path("letters/<uuid:uuid>/word", views.document, name="word"),
    path("letters/templates/<slug:process>/<slug:kind>", views.template, name="template"),
]
