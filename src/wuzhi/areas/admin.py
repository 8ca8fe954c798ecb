"""Settings pages of areas and the calendar. Areas come by import; here only their names are mended."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wuzhi.areas.actions import rename_area
from wuzhi.areas.calendar import set_day
from wuzhi.areas.directory import directory
from wuzhi.areas.models import Area, CalendarDay
from wuzhi.core.settings_pages import ActionAdmin, ActionForm


def place_name(code: str) -> str:
    """An area by its name, the code beside it; '' stands for everywhere."""
    if not code:
        return str(_("everywhere"))
    found = directory().get(code)
    return f"{found} ({code})" if found else code


class _AreaForm(ActionForm):
    class Meta:
        model = Area
        fields = ("name", "name_en")

    def act(self) -> Model | None:
        rename_area(actor=self.actor, area=self.stored(), **self.cleaned_data)
        return None


class _DayForm(ActionForm):
    class Meta:
        model = CalendarDay
        fields = ("day", "name", "working", "estimated", "area_code")

    def act(self) -> Model | None:
        key = {"area_code": self.instance.area_code, "day": self.instance.day}
        facts = {name: self.cleaned_data[name] for name in ("name", "working", "estimated")}
        set_day(actor=self.actor, **key, **facts)
        return CalendarDay.objects.get(**key)


@admin.register(Area)
class AreaAdmin(ActionAdmin):
    """Names; codes, parents and dates belong to imports and regroupings."""

    form = _AreaForm
    list_display = ("code", "name", "name_en", "level", "valid_from", "valid_until")
    list_filter = ("level", "synthetic")
    search_fields = ("code", "name", "name_en")
    fields = ("code", "name", "name_en", "level", "valid_from", "valid_until", "synthetic")
    readonly_fields = ("code", "level", "valid_from", "valid_until", "synthetic")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Areas come by import."""
        return False


@admin.register(CalendarDay)
class CalendarDayAdmin(ActionAdmin):
    """Holidays and make-up workdays."""

    form = _DayForm
    list_display = ("day", "name", "working", "estimated", "place")
    list_filter = ("working", "estimated")
    date_hierarchy = "day"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Another day or area is another row."""
        return ("day", "area_code") if obj else ()

    @admin.display(description=_("area"), ordering="area_code")
    def place(self, row: CalendarDay) -> str:
        """By its name."""
        return place_name(row.area_code)
