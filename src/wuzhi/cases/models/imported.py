"""Another system's history: which file was taken in, and which case came of which row."""

import uuid

from django.db import models

from wuzhi.cases.models.case import Case


class Import(models.Model):
    """One file taken in under one mapping. `signature` is given when all of it is there; '' until then."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    source = models.CharField(max_length=30)
    file_digest = models.CharField(max_length=64)
    mapping_digest = models.CharField(max_length=64)
    began_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField()
    signature = models.CharField(max_length=128, blank=True, default="", db_default="")

    class Meta:
        """A file is taken in once under a mapping."""

        constraints = [
            models.UniqueConstraint(fields=["source", "file_digest", "mapping_digest"], name="import_of_a_file_once")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.began_at:%Y-%m-%d}"


class ImportedRow(models.Model):
    """The case that came of a row, rows counted from 1."""

    batch = models.ForeignKey(Import, models.PROTECT, related_name="imported", db_index=False)
    number = models.PositiveIntegerField()
    case = models.OneToOneField(Case, models.PROTECT, related_name="imported")

    class Meta:
        """A row makes one case."""

        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="imported_row_once")]

    def __str__(self) -> str:
        return f"row {self.number} of {self.batch_id}"
