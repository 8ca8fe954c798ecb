"""Wuzhi governs matters and places, not people: what may never be a field, a table or an address, and why."""

import re

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

NEVER = {
    r"face|facial|biometric|fingerprint|gait|iris": "nobody is recognised by their body",
    r"plate|licen[cs]e_number|vehicle": "nobody's vehicle is followed",
    r"track|trajectory|footprint|movement|whereabouts|check_?in|geofence|fence": "nobody is followed",
    r"imei|imsi|mac_address|phone_model|device_id|ip_address": "nobody's device is known",
    r"wechat_?id|openid|weibo|douyin|social_?(media|account)|nickname": "nobody's accounts are collected",
    r"political|petitioner|belief|opinion_of|loyalty": "nobody's views are kept",
    r"religion|religious|faith|ethnic|nationality|race": "nobody's origin or faith is kept",
    r"health|disease|diagnosis|disab|psychiatric|infect|quarantine": "health stays with whom the law names",
    r"score|credit|ranking|rank|grade_of|star_of": "nobody is scored or ranked",
    r"risk|danger_of|stability|key_?(person|population)|blacklist|watch_?list|suspect": "nobody is a risk",
    r"id_?card|identity_?number|national_?id|household_register|hukou|birth": "no register of the population",
    r"installs?|online_minutes|attendance_quota|quota": "formalism: nothing is counted to rank workers",
}
# Exact names that a pattern above hits by accident, each with what it really is.
INNOCENT = {
    "healthz": "the page that says whether the server is alive",
    "tracking_code": "the receipt with which a reporter follows the matter, not a person",
    "tracking": "the page that opens with such a receipt",
    "track": "the page that opens with such a receipt",
}
PATTERNS = {re.compile(rf"(?:^|_|\b)(?:{pattern})", re.IGNORECASE): why for pattern, why in NEVER.items()}


def offence(name: str) -> str | None:
    """Why this name may not exist, or None."""
    if name in INNOCENT:
        return None
    return next((why for pattern, why in PATTERNS.items() if pattern.search(name)), None)


@pytest.mark.parametrize(
    "name",
    [
        "face_id",
        "resident_score",
        "plate",
        "risk_level",
        "religion",
        "health_code",
        "person_track",
        "wechat_id",
    ],
)
def test_the_list_catches(name: str) -> None:
    assert offence(name)


@pytest.mark.parametrize("name", ["tracking_code", "surface", "template", "workplace", "estate"])
def test_the_list_leaves_alone(name: str) -> None:
    assert offence(name) is None


def test_no_table_or_field_is_about_people() -> None:
    found = {}
    ours = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("wuzhi.")]
    assert len(ours) > 10
    for model in ours:
        snake = re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower()
        for name in (snake, *(field.name for field in model._meta.get_fields())):
            if why := offence(name):
                found[f"{model._meta.label}.{name}"] = why
    assert found == {}


def addresses(resolver: URLResolver, before: str = "") -> list[str]:
    """Every address of the project with its name, Django's admin apart."""
    found = []
    for entry in resolver.url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLResolver) and entry.namespace != "admin":
            found += addresses(entry, path)
        elif isinstance(entry, URLPattern):
            found += [path, entry.name or ""]
    return found


def test_no_address_is_about_people() -> None:
    words = {word for path in addresses(get_resolver()) for word in re.findall(r"[a-z_]+", path)}
    assert len(words) > 5
    assert {word: offence(word) for word in sorted(words) if offence(word)} == {}
