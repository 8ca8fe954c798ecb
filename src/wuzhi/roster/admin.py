"""Settings page of shifts."""

from django.contrib import admin

from wuzhi.people.admin import SettingsAdmin
from wuzhi.roster.models import Shift


@admin.register(Shift)
class ShiftAdmin(SettingsAdmin):
    """Who answers when, day and night."""

    deletable = True
    list_display = ("area_code", "unit", "user", "starts", "ends")
    list_select_related = ("unit", "user")
    date_hierarchy = "starts"
    autocomplete_fields = ("unit", "user")
