"""Signing in and out."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from wuzhi.people.sign_in import SignInForm

app_name = "people"
urlpatterns = [
    path(
        "sign-in",
        LoginView.as_view(
            template_name="people/sign_in.html", authentication_form=SignInForm, redirect_authenticated_user=True
        ),
        name="sign_in",
    ),
    path("sign-out", LogoutView.as_view(), name="sign_out"),
]
