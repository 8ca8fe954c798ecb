"""Settings page of shifts."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from wuzhi.core.settings_pages import ActionForm
from wuzhi.people.admin import SettingsAdmin
from wuzhi.roster.actions import add_shift, change_shift
from wuzhi.roster.models import Shift


class _ShiftForm(ActionForm):
    class Meta:
        model = Shift
        fields = ("area_code", "unit", "user", "starts", "ends")

    def act(self) -> Model | None:
        held, facts = self.stored(), dict(self.cleaned_data)
        if held is None:
            return add_shift(actor=self.actor, **facts)
        change_shift(actor=self.actor, shift=held, **facts)
        return None


@admin.register(Shift)
class ShiftAdmin(SettingsAdmin):
    """Who answers when, day and night."""

    form = _ShiftForm
    list_display = ("area_code", "unit", "user", "starts", "ends")
    list_select_related = ("unit", "user")
    date_hierarchy = "starts"
    autocomplete_fields = ("unit", "user")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Another place or unit is another shift; this one is called off by letting it end when it begins."""
        return ("area_code", "unit") if obj else ()
