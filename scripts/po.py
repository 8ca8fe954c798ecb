"""Reads gettext's .po files: enough for compiling them and for testing that none is unfinished."""

import ast
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Message:
    """One entry; `forms` holds one text, or one for each plural form in order."""

    line: int
    context: str | None = None
    id: str = ""
    plural: str | None = None
    forms: list[str] = field(default_factory=list)
    fuzzy: bool = False

    @property
    def key(self) -> str:
        """How a .mo file names the entry."""
        name = self.id if self.plural is None else f"{self.id}\0{self.plural}"
        return name if self.context is None else f"{self.context}\4{name}"


def read(path: Path) -> list[Message]:
    """Every entry that is not commented out, the header (whose id is empty) first.

    Raises ValueError with the line's number where the file is not a .po file.
    """
    messages: list[Message] = []
    message, part = Message(0), ""
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            if message.line:
                messages.append(message)
                message = Message(0)
            message.fuzzy |= line.startswith("#,") and "fuzzy" in line
            continue
        if not line.startswith('"'):
            part, _space, line = line.partition(" ")
            if part in {"msgctxt", "msgid"} and message.forms:
                messages.append(message)
                message = Message(0)
        message.line = message.line or number
        _add(message, part, _text(path, number, line))
    return [*messages, message] if message.line else messages


def _text(path: Path, number: int, quoted: str) -> str:
    try:
        value = ast.literal_eval(quoted.strip())
    except (SyntaxError, ValueError) as error:
        raise ValueError(f"{path}:{number}: not a quoted text") from error
    if not isinstance(value, str):
        raise ValueError(f"{path}:{number}: not a quoted text")
    return value


def _add(message: Message, part: str, text: str) -> None:
    if part == "msgctxt":
        message.context = (message.context or "") + text
    elif part == "msgid":
        message.id += text
    elif part == "msgid_plural":
        message.plural = (message.plural or "") + text
    elif part.startswith("msgstr"):
        place = int(part[7:-1]) if part != "msgstr" else 0
        message.forms.extend("" for _missing in range(place + 1 - len(message.forms)))
        message.forms[place] += text
    else:
        raise ValueError(f"line {message.line}: unknown word {part!r}")
