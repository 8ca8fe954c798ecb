"""Who says "me too": one row for a browser and a matter, which tells nobody whose browser it was."""

from django.db import models

from wuzhi.cases.models import Case


class MeToo(models.Model):
    """One browser's "this concerns me too".

    `mark` is worked out from a secret that only the browser keeps and from the matter itself, so that the marks of
    one browser on two matters have nothing in common. `hour` is when, to the hour and no closer.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    mark = models.CharField(max_length=32)
    hour = models.DateTimeField()

    class Meta:
        """Once each; counted by matter, throttled by hour."""

        constraints = [models.UniqueConstraint(fields=["case", "mark"], name="me_too_once")]
        indexes = [models.Index(fields=["hour", "case"], name="me_too_hour")]

    def __str__(self) -> str:
        return f"me too of {self.case_id}"
