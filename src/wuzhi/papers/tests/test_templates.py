"""A place's own template: fit ones are used, unfit ones refused in a sentence, hostile ones can do nothing."""

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document

from tests.support.world import World, at
from wuzhi.core.models import SettingsChange
from wuzhi.demo.cast import NEXT_TOWN, TOWN
from wuzhi.demo.geography import COUNTY
from wuzhi.papers import word
from wuzhi.papers.actions import end_template, issue, set_template
from wuzhi.papers.default_template import default_template
from wuzhi.papers.models import Letter, LetterTemplate
from wuzhi.papers.queries import kind_of, template_of


def made(*lines: str, header: str = "", author: str = "") -> bytes:
    """A Word document with these lines."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.sections[0].header.paragraphs[0].text = header
    document.core_properties.author = author
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def altered(content: bytes, part: str, old: bytes, new: bytes, **more: bytes) -> bytes:
    """The document with a part rewritten, and parts added."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as held, ZipFile(out, "w") as archive:
        for one in held.namelist():
            archive.writestr(one, held.read(one).replace(old, new) if one == part else held.read(one))
        for name, extra in more.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), extra)
    return out.getvalue()


def _set(world: World, content: bytes, **more: Any) -> LetterTemplate:
    key = {"process_key": "report", "kind_key": "dispatch", **more}
    return set_template(actor=world["administrator"], content=content, **key)


def _letter(world: World) -> Letter:
    case = world.dispatched()
    return issue(actor=world["dispatcher"], case_uuid=case.uuid, event_number=3, kind_key="dispatch")


def _document(world: World, letter: Letter) -> str:
    client = Client()
    client.force_login(world.user("dispatcher"))
    content = client.get(reverse("papers:word", args=[letter.uuid])).content
    return ZipFile(BytesIO(content)).read("word/document.xml").decode()


def test_the_house_s_own_template_is_fit(world: World) -> None:
    word.check(default_template())
    assert default_template().startswith(b"PK")


def test_a_place_s_own_template_is_used_from_its_day_until_it_ends(world: World) -> None:
    before = _letter(world)
    with at("2026-03-11 09:00"):
        own = _set(world, made("本县文书 {{ number }}"))
        letter = _letter(world)
        assert f"本县文书 {letter.full_number}" in _document(world, letter)
        assert "本县文书" not in _document(world, before), "a reprint looks as it did"
    with at("2026-03-12 09:00"):
        end_template(actor=world["administrator"], template=own)
        assert "本县文书" not in _document(world, _letter(world))
        assert "本县文书" in _document(world, letter)
    assert LetterTemplate.objects.get().ends == date(2026, 3, 12)
    changes = SettingsChange.objects.filter(kind="papers.lettertemplate")
    assert list(changes.values_list("verb", flat=True)) == ["ended", "added"]
    assert "content" not in str(list(changes.values_list("changes", flat=True)))


def test_the_most_specific_area_wins(world: World) -> None:
    wide, near = (
        _set(world, made("县 {{ number }}"), area_code=COUNTY),
        _set(world, made("街 {{ number }}"), area_code=TOWN),
    )
    kind, day = kind_of("report", "dispatch"), date(2026, 3, 10)
    assert kind is not None
    assert template_of(kind, f"{TOWN}001", day) == near
    assert template_of(kind, f"{NEXT_TOWN}001", day) == wide
    assert template_of(kind, "420683", day) is None


def test_the_same_file_again_is_no_change_and_another_follows(world: World) -> None:
    first = _set(world, made("一 {{ number }}"))
    content = bytes(LetterTemplate.objects.get().content)
    assert _set(world, content).pk == first.pk
    second = _set(world, made("二 {{ number }}"))
    assert list(LetterTemplate.objects.filter(ends=None)) == [second]


HOSTILE = {
    "attributes": "{{ unit.__class__.__mro__ }}",
    "a filter": "{{ unit|attr('__class__') }}",
    "a call": "{{ unit.format(1) }}",
    "a call of a global": "{{ cycler() }}",
    "an item": "{{ paragraphs[0] }}",
    "arithmetic": "{{ unit * 999999999 }}",
    "text without end": "{{ 'x' * 999999999 }}",
    "a number": "{{ 7 }}",
    "a range": "{% for i in range(999999) %}{{ i }}{% endfor %}",
    "a loop in a loop": "{% for a in paragraphs %}{% for b in paragraphs %}{{ b }}{% endfor %}{% endfor %}",
    "a loop that grows": "{% for a in paragraphs %}{{ unit }}{% endfor %}",
    "a file": "{% include '/etc/passwd' %}",
    "another template": "{% extends 'base.html' %}",
    "an import": "{% import 'os' as os %}",
    "a macro": "{% macro m() %}{% endmacro %}",
    "an assignment": "{% set x = unit %}",
    "no escaping": "{% autoescape false %}{{ unit }}{% endautoescape %}",
    "the loop itself": "{% for a in paragraphs %}{{ loop }}{% endfor %}",
    "settings": "{{ settings }}",
    "a reporter": "{{ contact }}",
}


@pytest.mark.parametrize("place", ["body", "header", "author"])
@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_template_is_refused_wherever_it_hides(what: str, place: str) -> None:
    code = HOSTILE[what]
    content = {
        "body": lambda: made(code),
        "header": lambda: made("{{ number }}", header=code),
        "author": lambda: made("{{ number }}", author=code),
    }[place]()
    with pytest.raises(ValidationError):
        word.check(content)


def _relation(target: bytes) -> tuple[str, bytes, bytes]:
    link = b'<Relationship Id="rId99" Type="http://x/attachedTemplate" Target="%s" TargetMode="External"/>' % target
    return "word/_rels/document.xml.rels", b"</Relationships>", link + b"</Relationships>"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"PK\x03\x04", id="a broken archive"),
        pytest.param("路灯".encode(), id="text"),
        pytest.param(bytes(600_000), id="too large"),
        pytest.param(altered(made("x"), *_relation(b"http://203.0.113.1/t.dotm")), id="a template elsewhere"),
        pytest.param(altered(made("x"), *_relation(b"file:///etc/passwd")), id="a file of the machine"),
        pytest.param(altered(made("x"), "", b"", b"", word__vbaProject_DOT_bin=b"x"), id="macros"),
        pytest.param(altered(made("x"), "", b"", b"", word__embeddings__o_DOT_bin=b"x"), id="an object"),
        pytest.param(altered(made("x"), "", b"", b"", word__big_DOT_xml=b" " * 9_000_000), id="a bomb"),
        pytest.param(
            altered(
                made("x"),
                "word/document.xml",
                b"<w:document",
                b"<!DOCTYPE d [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><w:document",
            ),
            id="an entity",
        ),
        pytest.param(
            altered(made("x"), "word/document.xml", b"<w:t>x", b"<w:instrText>DDEAUTO c cmd</w:instrText><w:t>x"),
            id="a field that is carried out",
        ),
        pytest.param(made("{{ number"), id="unfinished"),
        pytest.param(made("{% for label, time in deadlines %}"), id="a loop without end"),
    ],
)
def test_what_is_no_plain_word_document_is_refused(content: bytes) -> None:
    with pytest.raises(ValidationError):
        word.check(content)


def test_words_with_marks_of_xml_stay_words(world: World) -> None:
    marks = "</w:t><w:br/>&lt;{{ unit }}{% include 'x' %}\x0b\x07"
    case = world.take(world.reviewed(), "dispatcher", "dispatch", unit=world.ids("department")[0], note=marks)
    letter = issue(actor=world["dispatcher"], case_uuid=case.uuid, event_number=3, kind_key="dispatch")
    said = _document(world, letter)
    assert "&lt;/w:t&gt;&lt;w:br/&gt;" in said
    assert "{{ unit }}" in said


def test_a_template_that_fails_after_all_does_not_cost_the_letter(world: World) -> None:
    template = _set(world, made("{{ number }}"))
    LetterTemplate.objects.filter(pk=template.pk).update(content=b"damaged")
    letter = _letter(world)
    assert letter.full_number in _document(world, letter)


def test_only_an_administrator_sets_one_and_only_of_a_letter_that_there_is(world: World) -> None:
    with pytest.raises(PermissionDenied):
        set_template(actor=world["supervisor"], process_key="report", kind_key="dispatch", content=made("x"))
    for wrong in ({"kind_key": "nothing"}, {"area_code": "999999"}, {"area_code": "x"}):
        with pytest.raises(ValidationError):
            _set(world, made("{{ number }}"), **wrong)
    assert not LetterTemplate.objects.exists()


def test_an_administrator_uploads_one_in_the_browser_and_ends_it(world: World) -> None:
    client = Client()
    client.force_login(world.user("administrator"))
    address = reverse("admin:papers_lettertemplate_add")
    page = client.get(address).content.decode()
    assert "{{ number }}" in page
    for content, count in ((made("{{ nothing }}"), 0), (made("{{ number }}"), 1)):
        file = SimpleUploadedFile("t.docx", content)
        answer = client.post(address, {"letter": "report dispatch", "area_code": "", "file": file})
        assert answer.status_code == (302 if count else 200)
        assert LetterTemplate.objects.count() == count
    row = LetterTemplate.objects.get()
    assert client.get(reverse("admin:papers_lettertemplate_change", args=[row.pk])).status_code == 200
    assert client.get(reverse("papers:template", args=["report", "dispatch"])).content[:2] == b"PK"
    chosen = {"action": "end_today", "_selected_action": str(row.pk)}
    client.post(reverse("admin:papers_lettertemplate_changelist"), chosen)
    row.refresh_from_db()
    assert row.ends == date(2026, 3, 10)
