"""What search finds: pairs of neighbouring characters of released summaries."""

from django.db import models

from wuzhi.cases.models.case import Case


class Gram(models.Model):
    """A pair of characters, as one number, that the summary of a case holds."""

    pk = models.CompositePrimaryKey("gram", "case_id")
    gram = models.BigIntegerField()
    case = models.ForeignKey(Case, models.CASCADE, related_name="grams")

    def __str__(self) -> str:
        return f"{self.gram} in {self.case_id}"
