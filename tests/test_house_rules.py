"""The house's own rules, so that nobody has to remember them in a review."""

import ast
import re
import tomllib
from pathlib import Path

from tests.support.source import PACKAGE, ROOT, at, calls, code, functions, room, tree
from wuzhi.cases import visibility

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
BANNED_FILES = {"utils.py", "util.py", "helpers.py", "helper.py", "managers.py", "signals.py"}
# Entry points: they choose the settings module, which is not reading a setting.
ENTRY_POINTS = {PACKAGE / "cli.py", PACKAGE / "wsgi.py"}
ENGINE_MODULES = re.compile(r"wuzhi\.modules\b|(?<![\w.])modules\.(reports|errands)\b")


def test_no_file_is_longer_than_300_lines() -> None:
    lengths = {at(path): len(path.read_text(encoding="utf-8").splitlines()) for path in code()}
    assert len(lengths) > 50
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    lengths = {
        f"{at(path, node.lineno)} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in code()
        for node in functions(path)
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [at(path) for path in PACKAGE.rglob("*.py") if path.name in BANNED_FILES] == []


def test_nothing_is_imported_inside_a_function() -> None:
    inside = [
        at(path, node.lineno)
        for path in code()
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


def test_nothing_is_imported_by_name() -> None:
    """`importlib` would dodge the rule about who may import whom; what loads rooms by name is listed here."""
    loaders = {"src/wuzhi/cli.py", "src/wuzhi/urls.py", "src/wuzhi/cases/manifest.py"}
    found = [
        at(path)
        for path in PACKAGE.rglob("*.py")
        if "import_module" in path.read_text(encoding="utf-8") and path.name != "apps.py"
    ]
    assert [name for name in found if name not in loaders] == []


def test_only_the_clock_tells_the_time() -> None:
    told = {"timezone.now", "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
    found = [
        f"{at(path, line)} {name}"
        for path in PACKAGE.rglob("*.py")
        if path != PACKAGE / "core" / "clock.py"
        for name, line in calls(path)
        if name in told
    ]
    assert found == []


def test_only_settings_read_the_environment() -> None:
    found = [
        at(path, line)
        for path in PACKAGE.rglob("*.py")
        if path.parent.name != "settings" and path not in ENTRY_POINTS and "tests" not in path.parts
        for name, line in calls(path)
        if name in {"os.environ", "os.getenv"}
    ]
    assert found == []


def test_the_engine_knows_no_module_and_no_process() -> None:
    rooms = room("core", "areas", "people", "trust", "files", "notices", "cases", "roster", "papers")
    keys = process_keys()
    assert keys
    named = [
        f"{at(path, node.lineno)} names the process {node.value!r}"
        for path in rooms
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in keys
    ]
    assert named == []
    assert [at(path) for path in rooms if ENGINE_MODULES.search(path.read_text(encoding="utf-8"))] == []


def test_pages_of_the_engine_name_no_address_of_a_module() -> None:
    folders = [path.parent.name for path in PACKAGE.glob("modules/*/module.py")]
    named = re.compile(rf"""['"](?:{"|".join(folders)})[:/]""")
    pages = [path for path in PACKAGE.rglob("*.html") if PACKAGE / "modules" not in path.parents]
    assert [at(path) for path in pages if named.search(path.read_text(encoding="utf-8"))] == []


def process_keys() -> set[str]:
    """The folders of the modules and the keys that their processes declare."""
    keys = set()
    for path in PACKAGE.glob("modules/*/process.py"):
        keys.add(path.parent.name)
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Process":
                keys |= {
                    keyword.value.value
                    for keyword in node.keywords
                    if keyword.arg == "key"
                    and isinstance(keyword.value, ast.Constant)
                    and isinstance(keyword.value.value, str)
                }
    return keys


def test_the_engine_knows_no_state_and_no_step() -> None:
    """The engine's rooms go by relations and stages that a process declares; its own words are listed here."""
    keys = step_and_state_keys()
    assert {"collected", "review", "asked", "give_back"} <= keys
    # An attribute of HTML, names of rows that point back, a filter of a list.
    own_words = {"accept", "merged", "split", "overdue"} | set(visibility.known())
    named = [
        f"{at(path, node.lineno)} names {node.value!r}"
        for path in room("core", "cases")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in keys - own_words
    ]
    for path in (*(PACKAGE / "core").rglob("*.html"), *(PACKAGE / "cases").rglob("*.html")):
        quoted = set(re.findall(r"""["']([a-z_]+)["']""", "".join(re.findall(r"{%.*?%}|{{.*?}}", path.read_text()))))
        named += [f"{at(path)} names {word!r}" for word in sorted(quoted & (keys | process_keys()) - own_words)]
    assert named == []


def step_and_state_keys() -> set[str]:
    """What the modules' processes call their states and steps, read from the source so that none is missed."""
    found = set()
    for path in PACKAGE.glob("modules/*/**/*.py"):
        for node in ast.walk(tree(path)) if "tests" not in path.parts else ():
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Step", "State"}:
                first = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "key")][0]
                assert isinstance(first, ast.Constant), at(path, node.lineno)
                found.add(str(first.value))
    return found


def test_whoever_asks_for_cases_says_who_is_asking() -> None:
    """In `queries.py` the viewer comes first, unless what is asked about is a case that somebody has loaded already."""
    by_code = {"src/wuzhi/cases/queries.py find_by_code"}  # whoever holds the code is the reporter
    personal = re.compile(r"\b(Case|CaseQuerySet|Event|Happened|Notice|Secret|Attachment|Summary|Offer)\b")
    asked, found = 0, []
    for path in PACKAGE.rglob("queries.py"):
        for node in _public_functions(path):
            given = [(argument.arg, ast.unparse(argument.annotation or node)) for argument in node.args.args]
            name, kind = given[0] if given else ("", "")
            if node.returns is None or not personal.search(ast.unparse(node.returns)):
                continue
            asked += 1
            right = (name in {"viewer", "actor"} and kind == "Actor") or kind in {"Case", "Sequence[Case]"}
            if not right and f"{at(path)} {node.name}" not in by_code:
                found.append(f"{at(path, node.lineno)} {node.name}")
    assert asked > 5
    assert found == []


def test_what_an_action_is_given_is_named() -> None:
    """In `actions.py` nobody can mix up who acts on what; one argument alone can't be mixed up."""
    log = {"src/wuzhi/people/actions.py record"}  # the line that every action writes, itself none
    found = [
        f"{at(path, node.lineno)} {node.name}"
        for path in PACKAGE.rglob("actions.py")
        for node in _public_functions(path)
        if len(node.args.args) + len(node.args.kwonlyargs) > 1
        and (node.args.args or node.args.posonlyargs or node.args.vararg)
        and f"{at(path)} {node.name}" not in log
    ]
    assert found == []


def _public_functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in tree(path).body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


def test_every_module_says_what_it_is_for() -> None:
    assert [at(path) for path in code() if tree(path).body and not ast.get_docstring(tree(path))] == []


def test_models_have_no_rules_in_save_and_no_signals() -> None:
    found = [
        f"{at(path, node.lineno)} {node.name}"
        for path in PACKAGE.rglob("*.py")
        for node in functions(path)
        if node.name == "save" and any(argument.arg == "self" for argument in node.args.args)
    ]
    found += [
        at(path)
        for path in PACKAGE.rglob("*.py")
        if re.search(r"\b(pre|post)_(save|delete|init)\b|\bm2m_changed\b", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_licence_is_apache_and_whole() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert project["license"] == "Apache-2.0"


def test_requirements_are_hashed_and_name_no_registry() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        pinned = re.findall(r"^[a-z0-9][\w.-]*==", text, re.MULTILINE)
        assert pinned, path
        assert text.count(" \\\n    --hash=") >= len(pinned), path
        assert not re.search(r"https?://|--index|--find-links", text), path


def test_the_front_end_lock_is_hashed_and_names_no_registry() -> None:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity": "sha512-' in text
    assert '"resolved"' not in text


def test_third_party_front_end_files_are_never_committed() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert "/src/wuzhi/core/static/vendor/" in ignored
    assert "node_modules/" in ignored
    own = [path for path in (PACKAGE / "core" / "static").rglob("*.min.*") if "vendor" not in path.parts]
    assert [at(path) for path in own] == []


def test_the_project_speaks_of_itself_alone() -> None:
    """No path of anybody's machine."""
    machine = re.compile(r"(?<![\w.])/(home|root|Users)/[a-z]")
    texts: list[Path] = [*code(), *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "Makefile"]
    assert [at(path) for path in texts if machine.search(path.read_text(encoding="utf-8"))] == []
