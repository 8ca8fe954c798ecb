"""The version numbers behind the caches of settings rows."""

from django.db import models


class SettingsVersion(models.Model):
    """One number per family of settings; a write to the family raises it, and every process reloads."""

    family = models.CharField(max_length=40, primary_key=True)
    number = models.PositiveBigIntegerField(default=1, db_default=1)

    def __str__(self) -> str:
        return f"{self.family} {self.number}"
