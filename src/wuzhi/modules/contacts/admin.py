"""Settings page of contacts."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from wuzhi.core.settings_pages import ActionForm
from wuzhi.modules.contacts.actions import add_contact, change_contact
from wuzhi.modules.contacts.models import ContactPoint
from wuzhi.people.admin import SettingsAdmin


class _ContactForm(ActionForm):
    class Meta:
        model = ContactPoint
        fields = (
            "function", "area_code", "name", "name_en", "phone", "address", "address_en", "hours", "on_holidays",
            "valid_from", "valid_until",
        )  # fmt: skip

    def act(self) -> Model | None:
        held, facts = self.stored(), dict(self.cleaned_data)
        if held is None:
            return add_contact(actor=self.actor, **facts)
        change_contact(actor=self.actor, contact=held, **facts)
        return None


@admin.register(ContactPoint)
class ContactPointAdmin(SettingsAdmin):
    """Whom residents may ask, and when."""

    form = _ContactForm
    list_display = ("name", "function", "place", "phone", "hours", "valid_from", "valid_until")
    list_filter = ("function",)
    search_fields = ("name", "name_en", "area_code")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """By these the record of settings names it: another one is another row."""
        return ("function", "area_code", "name", "valid_from") if obj else ()
