"""`make test`: everything that this machine can run, on SQLite and PostgreSQL, and a loud list of the rest.

With --strict a skipped test or a missing database fails the run. Other arguments go to pytest.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import postgres

PYTEST = [sys.executable, "-m", "pytest", "-n", "3", "--maxschedchunk", "1"]  # a browser or a database is waited for
NO_POSTGRES = "the whole suite on PostgreSQL: apt-get install postgresql-15, or DATABASE_URL=postgresql://... make test"


def one_pass(title: str, arguments: list[str], url: str | None) -> tuple[int, str]:
    """Runs pytest once, its output as it comes; returns its exit code and its closing line."""
    print(f"\n===== {title} =====", flush=True)
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if url:
        environment["DATABASE_URL"] = url
    closing = ""
    command = [*PYTEST, *arguments]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        for line in run.stdout:
            print(line, end="", flush=True)
            closing = line.strip() or closing
    return run.returncode, closing


def server(stack: ExitStack) -> str | None:
    """A PostgreSQL to test on: the one that DATABASE_URL names, or one of our own until the stack closes."""
    named = os.environ.get("DATABASE_URL", "")
    if named.startswith("postgres"):
        return named
    binaries = postgres.find_server()
    return stack.enter_context(postgres.server(binaries)) if binaries else None


def left_out(file: Path) -> Counter[str]:
    """The reasons that both passes wrote down."""
    found: Counter[str] = Counter()
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else []:
        for reason, count in json.loads(line).items():
            found[reason] = max(found[reason], count)
    return found


def summary(results: dict[str, tuple[int, str]], skipped: Counter[str], has_postgres: bool) -> None:
    """The last lines that a person reads."""
    print("\n" + "=" * 100)
    for title, (_code, closing) in results.items():
        print(f"{title}: {closing}")
    lines = [f"{count} tests: {reason}" for reason, count in skipped.most_common()]
    if not has_postgres:
        lines.append(NO_POSTGRES)
    if lines:
        print("!" * 100)
        print("NOT TESTED HERE, and what would add it:")
        for line in lines:
            print(f"  - {line}")
        print("!" * 100, flush=True)


def main(arguments: list[str]) -> int:
    """The exit code is 0 where all that ran passed and, with --strict, nothing was left out."""
    strict = "--strict" in arguments
    arguments = [argument for argument in arguments if argument != "--strict"]
    results: dict[str, tuple[int, str]] = {}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        notes = Path(folder) / "skips"
        common = [f"--skips-to={notes}", *(["--strict-skips"] if strict else []), *arguments]
        results["SQLite"] = one_pass("SQLite, with the browser", ["-m", "not torture and not postgres", *common], None)
        url = server(stack)
        if url:
            chosen = "not torture and not sqlite and (journey or not browser)"
            results["PostgreSQL"] = one_pass(
                "PostgreSQL, with one journey in the browser", ["-m", chosen, *common], url
            )
        summary(results, left_out(notes), bool(url))
    failed = any(code for code, _closing in results.values())
    return 1 if failed or (strict and not url) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
