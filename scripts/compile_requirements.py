"""Compiles requirements/*.txt: versions pinned, files hashed, for every system, no registry's address."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLAN = {
    "base.txt": ["pyproject.toml"],
    "test.txt": ["pyproject.toml", "--extra", "test"],
    "lint.txt": ["pyproject.toml", "--extra", "test", "--extra", "lint"],
    "build.txt": ["requirements/build.in"],
    "node.txt": ["requirements/node.in"],
}
RULES = [
    "--universal",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-annotate",
    "--no-header",
    "--quiet",
    "--python-version",
    "3.11",
]


def main(extra: list[str]) -> None:
    """Keeps the pinned versions that still fit; pass --upgrade for the newest."""
    for name, source in PLAN.items():
        target = ROOT / "requirements" / name
        command = ["uv", "pip", "compile", *source, *RULES, *extra, "--output-file", str(target)]
        subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        print(f"requirements/{name}: {target.read_text().count('==')} packages")


if __name__ == "__main__":
    main(sys.argv[1:])
