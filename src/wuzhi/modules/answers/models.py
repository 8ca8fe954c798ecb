"""Questions with the centre's answers, and how often each has helped."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wuzhi.core.naming import named
from wuzhi.people.models import Unit


class Answer(models.Model):
    """One question and its answer in plain paragraphs, for an area and a span of time."""

    code = models.SlugField(_("code"), max_length=40, unique=True, help_text=_("Part of the page's address, for good."))
    area_code = models.CharField(_("area"), max_length=17)
    kind = models.CharField(_("kind of matter"), max_length=12)
    title = models.CharField(_("question"), max_length=120)
    title_en = models.CharField(_("question in English"), max_length=200, blank=True, default="", db_default="")
    text = models.TextField(
        _("answer"), max_length=4000, help_text=_("Plain text; an empty line begins a new paragraph.")
    )
    text_en = models.TextField(_("answer in English"), max_length=6000, blank=True, default="", db_default="")
    other_words = models.CharField(
        _("other words"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("What people call it otherwise; found by the search, not shown."),
    )
    source = models.CharField(_("source or legal basis"), max_length=200, blank=True, default="", db_default="")
    kept_by = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("kept by"), related_name="answers")
    reviewed_on = models.DateField(_("last checked on"))
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until (that day not included)"), null=True, blank=True)

    class Meta:
        """An answer ends, and is ended rather than deleted."""

        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="answer_ends_not_before_it_begins",
                violation_error_message=_("The answer ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return named(self.title, self.title_en)

    def natural_key(self) -> tuple[str, ...]:
        """How the record of settings names it."""
        return (self.code,)

    @property
    def paragraphs(self) -> list[str]:
        """The answer in the reader's language, cut at empty lines."""
        return [one.strip() for one in named(self.text, self.text_en).split("\n\n") if one.strip()]


class Help(models.Model):
    """How many readers an answer helped and how many not: two totals, and nothing of who they are."""

    answer = models.OneToOneField(Answer, models.CASCADE, primary_key=True, related_name="help")
    yes = models.PositiveIntegerField(default=0, db_default=0)
    no = models.PositiveIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return f"{self.yes}/{self.no}"
