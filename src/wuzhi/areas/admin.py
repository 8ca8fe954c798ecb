"""Settings pages of areas and the calendar. Areas come by import; here only their names are mended."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from wuzhi.areas.models import Area, CalendarDay
from wuzhi.core.versions import raise_version

# Django's classes take a type parameter only for the checker.
if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class _Raising(ModelAdmin):
    """What is saved or deleted here takes hold in every process."""

    family = ""

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Within the page's transaction."""
        super().save_model(request, obj, form, change)
        raise_version(self.family)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Within the page's transaction."""
        super().delete_model(request, obj)
        raise_version(self.family)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Within the page's transaction."""
        super().delete_queryset(request, queryset)
        raise_version(self.family)


@admin.register(Area)
class AreaAdmin(_Raising):
    """Names; codes, parents and dates belong to imports and regroupings."""

    family = "areas"
    list_display = ("code", "name", "name_en", "level", "valid_from", "valid_until")
    list_filter = ("level", "synthetic")
    search_fields = ("code", "name", "name_en")
    fields = ("code", "name", "name_en", "level", "valid_from", "valid_until", "synthetic")
    readonly_fields = ("code", "level", "valid_from", "valid_until", "synthetic")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Areas come by import."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Areas end by a date."""
        return False


@admin.register(CalendarDay)
class CalendarDayAdmin(_Raising):
    """Holidays and make-up workdays."""

    family = "calendar"
    list_display = ("day", "name", "working", "estimated", "area_code")
    list_filter = ("working", "estimated")
    date_hierarchy = "day"
    fields = ("day", "name", "working", "estimated", "area_code")
