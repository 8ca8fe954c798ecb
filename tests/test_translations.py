"""Every text of the program is translated, and nothing that it says is missing from the catalogue."""

import gettext
import os
import re
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest

import compile_messages
import po
from tests.support.source import PACKAGE

LOCALE = PACKAGE / "locale"
CHINESE = LOCALE / "zh_Hans" / "LC_MESSAGES" / "django.po"
FIELD = re.compile(r"%\(\w+\)[sd]|%[sd]|(?<!\{)\{\w*\}(?!\})")


def entries(path: Path) -> list[po.Message]:
    return [message for message in po.read(path) if message.id]


def test_every_text_has_a_chinese_translation() -> None:
    found = entries(CHINESE)
    assert len(found) > 100
    assert [message.id for message in found if message.fuzzy or not message.forms or not all(message.forms)] == []


def test_translations_keep_the_fields_of_the_text() -> None:
    broken = [
        message.id
        for message in entries(CHINESE)
        for form in message.forms
        if set(FIELD.findall(form)) - set(FIELD.findall(message.id + (message.plural or "")))
    ]
    assert broken == []


def test_the_catalogue_holds_every_text_of_the_program(tmp_path: Path) -> None:
    if shutil.which("xgettext") is None:
        pytest.skip("no gettext: apt-get install gettext")
    shutil.copytree(PACKAGE, tmp_path / "wuzhi", ignore=shutil.ignore_patterns("vendor", "__pycache__", "tests"))
    command = ["makemessages", "--locale", "zh_Hans", "--no-wrap", "--no-location", "--verbosity", "0"]
    (tmp_path / "wuzhi" / "locale").mkdir(exist_ok=True)
    # With settings, makemessages would write into the real catalogue, by LOCALE_PATHS.
    bare = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run([sys.executable, "-m", "django", *command], cwd=tmp_path / "wuzhi", env=bare, check=True)
    collected = tmp_path / "wuzhi" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    known, wanted = ({message.key for message in entries(path)} for path in (CHINESE, collected))
    assert sorted(wanted - known) == []


def test_the_compiler_agrees_with_gettext(tmp_path: Path) -> None:
    source = tmp_path / "django.po"
    source.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n'
        '\nmsgctxt "month"\nmsgid "May"\nmsgstr "五月"\n'
        '\n#, fuzzy\nmsgid "draft"\nmsgstr "草稿"\n'
        '\nmsgid "say \\"hi\\"\\n"\n"twice"\nmsgstr "说"\n"两遍"\n'
        '\nmsgid "%d case"\nmsgid_plural "%d cases"\nmsgstr[0] "%d 件"\nmsgstr[1] "%d 件们"\n',
        encoding="utf-8",
    )
    read = gettext.GNUTranslations(BytesIO(compile_messages.compiled(po.read(source))))
    assert read.pgettext("month", "May") == "五月"
    assert read.gettext('say "hi"\ntwice') == "说两遍"
    assert read.gettext("draft") == "draft"
    assert [read.ngettext("%d case", "%d cases", count) for count in (1, 5)] == ["%d 件", "%d 件们"]


def test_a_broken_catalogue_names_its_line(tmp_path: Path) -> None:
    source = tmp_path / "broken.po"
    source.write_text('msgid "a"\nmsgstr "b\n', encoding="utf-8")
    with pytest.raises(ValueError, match=":2: not a quoted text"):
        po.read(source)
