"""Settings rows that a test writes without an action: what is read from them must not be kept for other tests."""

from wuzhi.core.models import SettingsVersion
from wuzhi.core.versions import raise_version


def written_by_hand() -> None:
    """Says of every family that its rows are others now, as an action would of its own."""
    for family in list(SettingsVersion.objects.values_list("family", flat=True)):
        raise_version(family)
