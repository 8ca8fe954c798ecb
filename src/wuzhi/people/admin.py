"""Settings pages of units, users, posts and leaves. They call the same actions as imports do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wuzhi.core.versions import raise_version
from wuzhi.people import actions
from wuzhi.people.actor import Actor, actor_of
from wuzhi.people.models import Leave, Post, Role, Unit, User

admin.site.site_header = admin.site.site_title = _("Wuzhi settings")
admin.site.index_title = _("Settings")
admin.site.unregister(Group)


# Django's classes take a type parameter only for the checker.
if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelForm, ModelAdmin = forms.ModelForm, admin.ModelAdmin


class ActionForm(ModelForm):
    """A form whose valid data goes through an action; what the action refuses is shown beside what was typed."""

    actor: ClassVar[Actor]
    act: ClassVar[Callable[[ActionForm], Model | None]]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            with transaction.atomic():
                saved = type(self).act(self)
        except ValidationError as error:
            self.add_error(None, ValidationError(error.messages))
            return
        if saved is not None:
            self.instance = saved

    def stored(self) -> Any:
        """The row as the database has it, not as the form has altered it in memory; None for a new one."""
        return self._meta.model.objects.filter(pk=self.instance.pk).first() if self.instance.pk else None


class SettingsAdmin(ModelAdmin):
    """For administrators alone, asked once a request; rows end by a date or an `active` mark, not by deletion."""

    deletable = False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """The form knows who acts."""
        made = super().get_form(request, obj, change, **options)
        if issubclass(made, ActionForm):
            made.actor = actor_of(request)
        return made

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """What an action has saved is not saved again."""
        return form.instance if isinstance(form, ActionForm) else super().save_form(request, form, change)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Rows without an action of their own."""
        if not isinstance(form, ActionForm):
            super().save_model(request, obj, form, change)
            raise_version("people")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The action has done that too."""
        if not isinstance(form, ActionForm):
            super().save_related(request, form, formsets, change)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Administrators."""
        return actor_of(request).has_role(Role.ADMINISTRATOR)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators."""
        return actor_of(request).has_role(Role.ADMINISTRATOR)

    has_add_permission = has_module_permission
    has_change_permission = has_view_permission

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only where nothing hangs on the row."""
        return self.deletable and self.has_view_permission(request)


class _UnitForm(ActionForm):
    class Meta:
        model = Unit
        fields = ("code", "name", "name_en", "kind", "area", "superior", "phone", "sittings", "active")

    def act(self) -> Model | None:
        held, facts = self.stored(), dict(self.cleaned_data)
        if held is None:
            return actions.add_unit(actor=self.actor, **facts)
        actions.change_unit(actor=self.actor, unit=held, **facts)
        return None


class _UserForm(ActionForm):
    password = forms.CharField(
        label=_("new password"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Leave it empty to keep the present one. At least ten characters."),
    )

    class Meta:
        model = User
        fields = ("username", "name", "name_en", "is_active")

    def clean_password(self) -> str:
        """As the installation's rules say."""
        password = str(self.cleaned_data.get("password") or "")
        if password:
            validate_password(password)
        return password

    def act(self) -> Model | None:
        held, facts = self.stored(), dict(self.cleaned_data)
        password = facts.pop("password")
        user = held
        if held is None:
            user = actions.add_user(actor=self.actor, **facts)
        else:
            actions.change_user(actor=self.actor, user=held, **facts)
        if password:
            user.set_password(password)
            user.save(update_fields=["password"])
        return user if held is None else None


class _PostForm(ActionForm):
    class Meta:
        model = Post
        fields = ("user", "unit", "role", "areas", "starts", "ends")

    def act(self) -> Model | None:
        held, facts = self.stored(), dict(self.cleaned_data)
        if held is None:
            return actions.add_post(actor=self.actor, **facts)
        actions.change_post(actor=self.actor, post=held, **facts)
        return None


@admin.register(Unit)
class UnitAdmin(SettingsAdmin):
    """Organisations."""

    form = _UnitForm
    list_display = ("code", "name", "kind", "area", "superior", "active")
    list_filter = ("kind", "active")
    list_select_related = ("area", "superior")
    search_fields = ("code", "name", "name_en")
    autocomplete_fields = ("area", "superior")


@admin.register(User)
class UserAdmin(SettingsAdmin):
    """People who work here."""

    form = _UserForm
    list_display = ("username", "name", "is_active", "last_login")
    list_filter = ("is_active",)
    search_fields = ("username", "name", "name_en")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Whoever may filter by the beginning of a hash reads it letter by letter."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)


@admin.register(Post)
class PostAdmin(SettingsAdmin):
    """Who may act where, and until when."""

    form = _PostForm
    list_display = ("user", "role", "unit", "starts", "ends")
    list_filter = ("role",)
    list_select_related = ("user", "unit")
    search_fields = ("user__username", "user__name", "unit__name")
    autocomplete_fields = ("user", "unit", "areas")


@admin.register(Leave)
class LeaveAdmin(SettingsAdmin):
    """Who stands in."""

    deletable = True
    list_display = ("post", "stand_in", "starts", "ends")
    list_select_related = ("post__user", "post__unit", "stand_in")
    autocomplete_fields = ("post", "stand_in")
