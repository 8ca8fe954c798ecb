"""Units, users, posts and leaves. These are official facts; residents are never rows here."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wuzhi.areas.models import Area
from wuzhi.core import clock
from wuzhi.core.composed import Given
from wuzhi.core.naming import named


class UnitKind(models.TextChoices):
    """What sort of organisation a unit is."""

    CENTRE = "centre", _("command or governance centre")
    DEPARTMENT = "department", _("department")
    TOWN = "town", _("town or street office")
    VILLAGE = "village", _("village or community committee")
    BRANCH = "branch", _("branch")
    COMPANY = "company", _("property or service company")
    SUPERVISION = "supervision", _("supervision body")


class Role(models.TextChoices):
    """What a post lets a person be to matters in its areas. Residents need none."""

    WOODPECKER = "woodpecker", _("woodpecker (volunteer reporter)")
    CHIEF = "chief", _("building or lane chief")
    GRID_WORKER = "grid_worker", _("grid worker")
    DISPATCHER = "dispatcher", _("dispatcher")
    CLERK = "clerk", _("department clerk")
    SUPERVISOR = "supervisor", _("supervisor")
    LEADER = "leader", _("leader")
    ADMINISTRATOR = "administrator", _("administrator")


class Unit(models.Model):
    """An organisation that may be asked to act. `superior` hears complaints about it."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120, blank=True, default="", db_default="")
    kind = models.CharField(_("kind"), max_length=12, choices=UnitKind)
    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="units")
    superior = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("superior"), related_name="subordinates"
    )
    phone = models.CharField(_("official telephone"), max_length=30, blank=True, default="", db_default="")
    sittings = models.CharField(
        _("office hours, where they differ"),
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text=_("For example 08:00-12:00 14:00-18:00"),
    )
    active = models.BooleanField(_("active"), default=True, db_default=True)

    class Meta:
        """Listed by code."""

        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["code"]

    def __str__(self) -> str:
        return named(self.name, self.name_en)

    def natural_key(self) -> tuple[str, ...]:
        """How the record of settings names it."""
        return (self.code,)

    @property
    def level(self) -> str:
        """The level at which the unit has its authority."""
        return self.area.level


class UserManager(BaseUserManager["User"]):
    """What Django's sign-in asks of it."""

    def create_user(self, username: str, password: str | None = None, **facts: Any) -> "User":
        """A user who can sign in with `password`, or with none at all where it is None."""
        user = self.model(username=username, **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who works on the platform, under their official name."""

    username = models.CharField(_("sign-in name"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60, blank=True, default="", db_default="")
    is_active = models.BooleanField(_("active"), default=True, db_default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        """Listed by sign-in name."""

        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]

    def __str__(self) -> str:
        return named(self.name, self.name_en)

    @property
    def is_administrator(self) -> bool:
        """Whether a post in force lets this person configure the platform."""
        return Post.objects.in_force(clock.today()).filter(user=self, role=Role.ADMINISTRATOR).exists()

    is_staff = is_superuser = is_administrator

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's admin asks this; it shows settings only, and only to administrators."""
        return self.is_administrator

    def has_perms(self, perm_list: list[str], obj: object = None) -> bool:
        """As `has_perm`."""
        return self.is_administrator

    def has_module_perms(self, app_label: str) -> bool:
        """As `has_perm`."""
        return self.is_administrator


class PostQuerySet(models.QuerySet["Post"]):
    """Posts by the day on which they hold."""

    def in_force(self, day: date | Given) -> "PostQuerySet":
        """Begun and not ended on this local day, of people and units that are active."""
        begun = Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gt=day))
        return self.filter(begun, user__is_active=True, unit__active=True)


class Post(models.Model):
    """A role in a unit over some areas, from one day to another. This is where every right comes from."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name=_("user"), related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="posts")
    role = models.CharField(_("role"), max_length=14, choices=Role)
    areas = models.ManyToManyField(Area, verbose_name=_("areas"), related_name="posts")
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until (that day not included)"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        """Newest last."""

        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["user__username", "role", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=models.F("starts")),
                name="post_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.unit}"

    def natural_key(self) -> tuple[str, ...]:
        """How the record of settings names it."""
        return (self.user.username, self.unit.code, self.role)


class Leave(models.Model):
    """While a person is away, the stand-in holds the post too. One called off ends on the day it begins."""

    post = models.ForeignKey(Post, models.CASCADE, verbose_name=_("post"), related_name="leaves")
    stand_in = models.ForeignKey(User, models.PROTECT, verbose_name=_("stand-in"), related_name="standing_in")
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until (that day not included)"))

    class Meta:
        """A leave ends, and is ended rather than deleted."""

        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gte=models.F("starts")),
                name="leave_ends_not_before_it_begins",
                violation_error_message=_("The leave ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.post} → {self.stand_in}"

    def natural_key(self) -> tuple[str, ...]:
        """How the record of settings names it."""
        return (*self.post.natural_key(), self.stand_in.username)
