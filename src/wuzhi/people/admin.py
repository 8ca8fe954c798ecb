"""Settings pages of units, users, posts and leaves. They call the same actions as imports do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wuzhi.areas.admin import place_name
from wuzhi.core.models import SettingsChange
from wuzhi.core.settings_pages import ActionAdmin, ActionForm, kind_of, lines_of
from wuzhi.core.versions import Versioned
from wuzhi.people import actions
from wuzhi.people.actor import Actor, actor_of
from wuzhi.people.models import Leave, Post, Role, Unit, User

admin.site.site_header = admin.site.site_title = _("Wuzhi settings")
admin.site.index_title = _("Settings")
admin.site.unregister(Group)


class SettingsAdmin(ActionAdmin):
    """For administrators alone, asked once a request."""

    def actor(self, request: HttpRequest) -> Actor:
        """The person, with the posts in force."""
        return actor_of(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Administrators."""
        return actor_of(request).has_role(Role.ADMINISTRATOR)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators."""
        return actor_of(request).has_role(Role.ADMINISTRATOR)

    has_add_permission = has_module_permission
    has_change_permission = has_view_permission

    @admin.display(description=_("area"), ordering="area_code")
    def place(self, row: Any) -> str:
        """By its name, the code beside it."""
        return place_name(row.area_code)


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
            actions.set_password(actor=self.actor, user=user, password=password)
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


class _LeaveForm(ActionForm):
    class Meta:
        model = Leave
        fields = ("post", "stand_in", "starts", "ends")

    def act(self) -> Model | None:
        held, facts = self.stored(), dict(self.cleaned_data)
        if held is None:
            return actions.add_leave(actor=self.actor, **facts)
        actions.change_leave(actor=self.actor, leave=held, **facts)
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

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A code is for good: imports and the record name the unit by it."""
        return ("code",) if obj else ()


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

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """So is a sign-in name."""
        return ("username",) if obj else ()


@admin.register(Post)
class PostAdmin(SettingsAdmin):
    """Who may act where, and until when."""

    form = _PostForm
    list_display = ("user", "role", "unit", "starts", "ends")
    list_filter = ("role",)
    list_select_related = ("user", "unit")
    search_fields = ("user__username", "user__name", "unit__name")
    autocomplete_fields = ("user", "unit", "areas")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Another role or unit is another post."""
        return ("user", "unit", "role") if obj else ()


@admin.register(Leave)
class LeaveAdmin(SettingsAdmin):
    """Who stands in."""

    form = _LeaveForm
    list_display = ("post", "stand_in", "starts", "ends")
    list_select_related = ("post__user", "post__unit", "stand_in")
    autocomplete_fields = ("post", "stand_in")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Someone else's leave is another row; this one is called off by letting it end on its first day."""
        return ("post", "stand_in") if obj else ()


_names = Versioned("people", lambda: {f"person:{user.pk}": user for user in User.objects.all()})


@admin.register(SettingsChange)
class SettingsChangeAdmin(SettingsAdmin):
    """Who changed which settings row, from what to what: to read, never to write."""

    list_display = ("at", "who", "kind_of_row", "name", "verb", "what")
    list_filter = ("verb", "kind")
    search_fields = ("name", "changes", "actor")
    date_hierarchy = "at"
    fields = readonly_fields = ("at", "who", "kind_of_row", "name", "verb", "what")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: the actions write it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    @admin.display(description=_("by"), ordering="actor")
    def who(self, change: SettingsChange) -> str:
        """The person's official name, or the command."""
        return str(_names.fresh().get(change.actor, change.actor))

    @admin.display(description=_("kind of row"), ordering="kind")
    def kind_of_row(self, change: SettingsChange) -> str:
        """As the pages call it."""
        return kind_of(change)

    @admin.display(description=_("from → to"))
    def what(self, change: SettingsChange) -> str:
        """Every column that changed."""
        return "; ".join(f"{line.label}: {line.before} → {line.after}" for line in lines_of(change))
