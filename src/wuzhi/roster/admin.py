"""Settings pages of shifts, plans and rings."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from wuzhi.core.settings_pages import ActionForm
from wuzhi.people.admin import SettingsAdmin
from wuzhi.roster.actions import add_shift, change_shift, set_ring_limit
from wuzhi.roster.models import RingLimit, Roster, Shift


class _ShiftForm(ActionForm):
    class Meta:
        model = Shift
        fields = ("area_code", "unit", "kind", "user", "stand_in", "starts", "ends")

    def act(self) -> Model | None:
        held, facts = self.stored(), dict(self.cleaned_data)
        if held is None:
            return add_shift(actor=self.actor, **facts)
        change_shift(actor=self.actor, shift=held, **facts)
        return None


class _RingLimitForm(ActionForm):
    class Meta:
        model = RingLimit
        fields = ("area_code", "minutes", "active")

    def act(self) -> Model | None:
        held, facts = self.stored(), dict(self.cleaned_data)
        if held is not None:
            facts["area_code"] = held.area_code
        set_ring_limit(actor=self.actor, **facts)
        return RingLimit.objects.get(area_code=facts["area_code"])


@admin.register(Shift)
class ShiftAdmin(SettingsAdmin):
    """Who answers when, day and night."""

    form = _ShiftForm
    list_display = ("place", "unit", "kind", "user", "stand_in", "starts", "ends")
    list_filter = ("kind",)
    list_select_related = ("unit", "user", "stand_in")
    date_hierarchy = "starts"
    autocomplete_fields = ("unit", "user", "stand_in")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Another place or unit is another shift; this one is called off by letting it end when it begins."""
        return ("area_code", "unit", "kind") if obj else ()


@admin.register(Roster)
class RosterAdmin(SettingsAdmin):
    """Plans as they were saved: to read; a new one is made on the duty pages."""

    list_display = ("place", "unit", "kind", "covers", "first", "last")
    list_select_related = ("unit",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody here: it wants to be looked at before it is saved."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: its shifts are changed one by one."""
        return False


@admin.register(RingLimit)
class RingLimitAdmin(SettingsAdmin):
    """How long a ring waits before the next is rung."""

    form = _RingLimitForm
    list_display = ("place", "minutes", "active")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Another area is another row."""
        return ("area_code",) if obj else ()
