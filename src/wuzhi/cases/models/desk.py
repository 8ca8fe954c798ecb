"""What a worker keeps for themselves: matters they follow, lists they saved."""

from django.db import models

from wuzhi.cases.models.case import Case
from wuzhi.people.models import User


class Follow(models.Model):
    """A worker follows a case. It gives no sight: what is out of sight leaves the list."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="followers")

    class Meta:
        """Once each."""

        constraints = [models.UniqueConstraint(fields=["user", "case"], name="follow_once")]

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.case_id}"


class SavedFilter(models.Model):
    """A list of the inbox under a name: the tab, every criterion and the order, as its address holds them."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=30)
    criteria = models.CharField(max_length=500)

    class Meta:
        """By name."""

        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_filter_once")]

    def __str__(self) -> str:
        return self.name
