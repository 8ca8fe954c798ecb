"""The project's own source as the house rules read it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "wuzhi"


@cache
def code() -> tuple[Path, ...]:
    """Every Python file that we wrote, data and migrations apart."""
    found = [*PACKAGE.rglob("*.py"), *ROOT.glob("*.py")]
    for folder in ("scripts", "tests", "bench"):
        found += (ROOT / folder).rglob("*.py")
    return tuple(sorted(path for path in found if not {"migrations", "data"} & set(path.parts)))


def room(*names: str) -> list[Path]:
    """The files of some rooms, their tests apart."""
    wanted = {PACKAGE / name for name in names}
    return [path for path in code() if wanted & set(path.parents) and "tests" not in path.parts]


@cache
def tree(path: Path) -> ast.Module:
    """The file, parsed once."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, nested ones too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def at(path: Path, line: int = 0) -> str:
    """How a fault names its place."""
    return f"{path.relative_to(ROOT)}:{line}" if line else str(path.relative_to(ROOT))


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """Dotted names that are read (`datetime.now`, `os.environ`), with their lines."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            last = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            yield f"{last}.{node.attr}", node.lineno
