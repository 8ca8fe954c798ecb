"""The house's own Word template, made here rather than kept as a file that nobody can read."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

# Margins and sizes of official letters (GB/T 9704-2012).
_MARGINS = {"top_margin": Mm(37), "bottom_margin": Mm(35), "left_margin": Mm(28), "right_margin": Mm(26)}
_BODY, _HEADING, _RED = "仿宋", "黑体", RGBColor(0xC0, 0x00, 0x00)


def default_template() -> bytes:
    """With its fixed words in the reader's language."""
    return _made(get_language() or "")


@cache
def _made(_language: str) -> bytes:
    word = Document()
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for name, width in _MARGINS.items():
        setattr(section, name, width)
    _head(word)
    _facts(word)
    _body(word)
    word.core_properties.author = word.core_properties.comments = ""
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def _head(word: Word) -> None:
    unit = _line(word, "{{ unit }}", size=26, font=_HEADING, align=WD_ALIGN_PARAGRAPH.CENTER)
    unit.runs[0].font.color.rgb, unit.runs[0].bold = _RED, True
    number = _line(word, "{{ number }}", align=WD_ALIGN_PARAGRAPH.CENTER)
    _underline(number)
    title = _line(word, "{{ title }}", size=22, font=_HEADING, align=WD_ALIGN_PARAGRAPH.CENTER)
    title.paragraph_format.space_before = title.paragraph_format.space_after = Pt(18)
    _line(word, _("{{ addressee }}:"))
    _line(word, "{{ opening }}", indent=True)


def _facts(word: Word) -> None:
    rows = [
        (_("Matter"), "{{ matter }}"),
        (_("Matter number"), "{{ matter_number }}"),
        (_("Place"), "{{ place }}"),
        (_("Category"), "{% if category %}{{ category }}{% endif %}"),
        (_("Summary"), "{% if summary %}{{ summary }}{% endif %}"),
    ]
    table = word.add_table(rows=0, cols=2, style="Table Grid")
    for label, value in (*rows, ("{%tr for label, time in deadlines %}", ""), ("{{ label }}", "{{ time }}")):
        cells = table.add_row().cells
        _write(cells[0].paragraphs[0], label, 14, _BODY)
        _write(cells[1].paragraphs[0], value, 14, _BODY)
    _write(table.add_row().cells[0].paragraphs[0], "{%tr endfor %}", 14, _BODY)
    for row in table.rows:
        row.cells[0].width, row.cells[1].width = Mm(38), Mm(118)


def _body(word: Word) -> None:
    _line(word, "{%p for paragraph in paragraphs %}")
    _line(word, "{{ paragraph }}", indent=True)
    _line(word, "{%p endfor %}")
    sign = _line(word, "{{ unit }}", align=WD_ALIGN_PARAGRAPH.RIGHT)
    sign.paragraph_format.space_before = Pt(36)
    _line(word, "{{ issued_on }}", align=WD_ALIGN_PARAGRAPH.RIGHT)
    last = _line(word, _("Signed: ____________    Seal"), size=14)
    last.paragraph_format.space_before = Pt(36)


def _line(
    word: Word,
    text: str,
    *,
    size: int = 16,
    font: str = _BODY,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
    indent: bool = False,
) -> Paragraph:
    line = word.add_paragraph()
    line.alignment = align
    line.paragraph_format.line_spacing, line.paragraph_format.space_after = Pt(28), Pt(0)
    if indent:
        line.paragraph_format.first_line_indent = Pt(2 * size)
    _write(line, text, size, font)
    return line


def _write(line: Paragraph, text: str, size: int, font: str) -> None:
    run = line.add_run(text)
    run.font.size, run.font.name = Pt(size), "Times New Roman"
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _underline(line: Paragraph) -> None:
    """The red line below the number."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "6"), ("color", "C00000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    line._p.get_or_add_pPr().append(borders)
