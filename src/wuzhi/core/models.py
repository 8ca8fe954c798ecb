"""The version numbers behind the caches of settings rows, and who changed which row from what to what."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SettingsVersion(models.Model):
    """One number per family of settings; a write to the family raises it, and every process reloads."""

    family = models.CharField(max_length=40, primary_key=True)
    number = models.PositiveBigIntegerField(default=1, db_default=1)

    def __str__(self) -> str:
        return f"{self.family} {self.number}"


class Verb(models.TextChoices):
    """What was done to a settings row."""

    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")
    ENDED = "ended", _("ended")
    REMOVED = "removed", _("removed")


class SettingsChange(models.Model):
    """One change of one settings row, written in its transaction and never changed (triggers).

    `actor` is opaque (`person:12`, `command`), `kind` is the table as Django labels it, `name` the key by which
    people name the row, `changes` JSON as text: {column: [before, after]}. No password, and nothing of a resident.
    """

    at = models.DateTimeField(_("time"), db_index=True)
    actor = models.CharField(_("by"), max_length=60)
    kind = models.CharField(_("kind of row"), max_length=40)
    name = models.CharField(_("row"), max_length=200)
    verb = models.CharField(_("what was done"), max_length=8, choices=Verb)
    changes = models.TextField(_("from → to"))

    class Meta:
        """Newest first."""

        verbose_name = _("settings change")
        verbose_name_plural = _("settings changes")
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "name"], name="settings_change_row")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    def natural_key(self) -> tuple[str]:
        """Its number: a record of the record there is none, and its history page says so."""
        return (str(self.pk),)
