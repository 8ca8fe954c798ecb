"""`make bench`: the benchmarks with the first sentence of each; run one at a time, on a quiet machine."""

import ast
import sys
from pathlib import Path


def main(folder: Path) -> None:
    """One line for each script of the folder that begins with a docstring."""
    for path in sorted(folder.glob("*.py")):
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        if said and not path.name.startswith("_"):
            print(f".venv/bin/python {path}\n    {said.splitlines()[0]}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
