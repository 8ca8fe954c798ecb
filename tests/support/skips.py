"""Skipped tests are said aloud at the end, each reason once, and `--strict-skips` makes them a failure."""

import json
from collections import Counter
from pathlib import Path

import pytest

# Real data is not ours to publish, so a machine without it can't be made to pass; it is still said aloud.
NO_COMMAND_ADDS = "no real data"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds --strict-skips and --skips-to."""
    parser.addoption("--strict-skips", action="store_true", help="a skipped test fails the run")
    parser.addoption("--skips-to", metavar="FILE", help="add the reasons and counts to this file, one JSON line")


def reasons(reporter: pytest.TerminalReporter) -> Counter[str]:
    """How many tests each reason left out."""
    found: Counter[str] = Counter()
    for report in reporter.stats.get("skipped", []):
        text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        found[text.removeprefix("Skipped: ")] += 1
    return found


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turns skips into a failure on the controller, where the run asks for that."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(session.config, "workerinput"):
        return
    found = reasons(reporter)
    target = session.config.getoption("skips_to")
    if target:
        with Path(target).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(found) + "\n")
    owed = [reason for reason in found if not reason.startswith(NO_COMMAND_ADDS)]
    if owed and session.config.getoption("strict_skips") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Prints what was left out."""
    found = reasons(terminalreporter)
    if not found:
        return
    terminalreporter.section("NOT TESTED HERE", sep="!", red=True, bold=True)
    for reason, count in found.most_common():
        terminalreporter.line(f"{count} skipped: {reason}", red=True)
    if config.getoption("strict_skips"):
        terminalreporter.line("--strict-skips: a skip that a command could mend fails this run.", red=True, bold=True)
