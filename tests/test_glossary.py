"""The glossary names things as the Chinese screens do: every role, every state, and the steps people talk about."""

import re

import pytest
from django.utils import translation
from django.utils.encoding import force_str

import po
from tests.support.source import PACKAGE, ROOT
from wuzhi.cases import process
from wuzhi.cases.models.case import Urgency
from wuzhi.people.models import Role

CHINESE = PACKAGE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
ROWS = re.findall(r"^\| (.+?) \| (.+?) \| ?(.*?) ?\|$", (ROOT / "docs/glossary.md").read_text("utf-8"), re.MULTILINE)
# Name in the glossary → a text of the screens that is nothing but this word.
WORDS = {
    "review": "Review",
    "dispatch": "Dispatch",
    "accept": "Accept",
    "conclude": "Conclude",
    "remind": "Remind",
    "supervise": "Supervise",
    "split": "Split off a part",
    "withdraw": "Withdraw",
    "errand": "Errand",
    "category": "Category",
    "state, stage": "stage",
    "unit": "unit",
    "post": "post",
    "duty, shift": "shift",
    "summary": "Summary",
    "tracking code": "Tracking code",
}


def chinese() -> dict[str, str]:
    """What the screens say, by the text of the source."""
    return {message.id: message.forms[0] for message in po.read(CHINESE) if message.id and message.context is None}


def names_of(name: str) -> list[str]:
    """The Chinese of a name in the glossary: the words between its slashes."""
    found: list[str] = [chinese_words for chinese_words, known, _meaning in ROWS if known == name]
    assert len(found) == 1, f"{name}: {len(found)} rows"
    return found[0].split(" / ")


def in_english(text: object) -> str:
    with translation.override("en"):
        return force_str(text)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_has_one_name(role: Role) -> None:
    assert names_of(role.value.replace("_", " ")) == [chinese()[in_english(role.label)]]


@pytest.mark.parametrize("name", list(WORDS))
def test_a_step_or_thing_has_the_screens_name(name: str) -> None:
    assert chinese()[WORDS[name]] in names_of(name)


def test_urgencies_have_one_name() -> None:
    english = [in_english(one.label) for one in Urgency]
    assert names_of(", ".join(english)) == ["、".join(chinese()[one] for one in english)]


def test_every_state_is_named_as_on_the_screens() -> None:
    told = [(words, key, english) for words, key, english in ROWS if key.startswith("`")]
    states = [(definition.key, state) for definition in process.all_current() for state in definition.states]
    labels = [(f"`{key}` {state.key}", in_english(state.label)) for key, state in states]
    assert told == [(chinese()[english], key, english) for key, english in labels]


def test_retired_names_are_gone() -> None:
    """Two words for one role are how two people come to speak past each other."""
    retired = re.compile("调度员|督查员|督查已")
    pages = [CHINESE, ROOT / "README.zh-CN.md", ROOT / "docs/glossary.md", *(PACKAGE / "demo").glob("*.py")]
    assert [page.name for page in pages if retired.search(page.read_text(encoding="utf-8"))] == []
