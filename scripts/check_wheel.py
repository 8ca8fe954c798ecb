"""Builds the wheel and proves that it stands alone: what pages need is in, tests are out, commands run."""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NEEDED = [
    "wuzhi/core/static/vendor/tabler.min.css",
    "wuzhi/core/static/vendor/tabler.min.js",
    "wuzhi/core/static/vendor/htmx.min.js",
    "wuzhi/core/static/vendor/maplibre-gl.mjs",
    "wuzhi/core/static/vendor/maplibre-gl-worker.mjs",
    "wuzhi/core/static/vendor/maplibre-gl.css",
    "wuzhi/core/static/vendor/icons.svg",
    "wuzhi/core/static/vendor/LICENSES.txt",
    "wuzhi/core/migrations/0001_initial.py",
    "wuzhi/wsgi.py",
]
WHERE = "import sys, wuzhi; sys.exit(not wuzhi.__file__.startswith(sys.argv[1]))"


def build(folder: Path) -> Path:
    """The wheel, built without any network."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
    ]
    subprocess.run([*command, "--wheel-dir", str(folder), str(ROOT)], check=True)
    return next(folder.glob("wuzhi-*.whl"))


def faults(wheel: Path) -> list[str]:
    """What is missing from the wheel, or should not be in it."""
    names = set(zipfile.ZipFile(wheel).namelist())
    sources = [path.relative_to(ROOT / "src") for path in (ROOT / "src/wuzhi/locale").rglob("*.po")]
    translations = [str(path.with_suffix(".mo")) for path in sources]
    templates = [str(path.relative_to(ROOT / "src")) for path in (ROOT / "src").rglob("templates/**/*.html")]
    missing = [f"missing: {name}" for name in (*NEEDED, *translations, *templates) if name not in names]
    return missing + [f"not wanted: {name}" for name in sorted(names) if "/tests/" in name]


def try_out(wheel: Path) -> None:
    """Unpacked somewhere else and run in an empty folder: migrates, then finds nothing wrong with itself."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "package"
        zipfile.ZipFile(wheel).extractall(place)
        environment = {
            **os.environ,
            "PYTHONPATH": str(place),
            "WUZHI_VAR": f"{folder}/var",
            "DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "wuzhi.settings.dev",
        }
        for arguments in (
            ["-c", WHERE, str(place)],
            ["-m", "wuzhi.cli", "--help"],
            ["-m", "wuzhi.cli", "migrate"],
        ):
            subprocess.run(
                [sys.executable, *arguments],
                cwd=folder,
                env=environment,
                check=True,
                stdout=subprocess.DEVNULL,
            )


def main(target: Path) -> int:
    """1 where the wheel has faults."""
    with tempfile.TemporaryDirectory() as folder:
        wheel = build(Path(folder))
        found = faults(wheel)
        for fault in found:
            print(fault)
        if found:
            return 1
        try_out(wheel)
        target.mkdir(exist_ok=True)
        shutil.copy(wheel, target)
        print(f"{target / wheel.name}: {wheel.stat().st_size / 1_000_000:.1f} MB, whole, and it runs")
        return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
