"""`make lint`: every check in turn, even where one fails, and a last line that names those that did."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CODE = ["src", "scripts", "tests", "bench", "conftest.py"]


def plan() -> dict[str, list[str]]:
    """The commands by name."""
    templates = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("src/**/templates/**/*.html"))
    checks = {
        "ruff": ["ruff", "check", "--quiet", *CODE],
        "ruff format": ["ruff", "format", "--quiet", "--check", *CODE],
        "mypy": ["mypy", "--no-error-summary"],
        "imports": ["lint-imports", "--no-cache"],
        "migrations": ["python", "-m", "django", "makemigrations", "--check", "--dry-run"],
    }
    if templates:
        checks["djade"] = ["djade", "--check", "--target-version", "5.2", *templates]
        checks["djlint"] = ["djlint", "--lint", "--quiet", *templates]
    return checks


def main() -> int:
    """1 where any check failed."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "wuzhi.settings.test"}
    failed = []
    for name, (program, *arguments) in plan().items():
        begun = time.monotonic()
        done = subprocess.run([BIN / program, *arguments], cwd=ROOT, env=environment, check=False)
        print(f"{name}: {'FAILED' if done.returncode else 'ok'} ({time.monotonic() - begun:.1f} s)", flush=True)
        if done.returncode:
            failed.append(name)
    print(f"lint: {'FAILED: ' + ', '.join(failed) if failed else 'all passed'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
