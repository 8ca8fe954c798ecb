"""Makes the virtual environment with the first Python that is new enough.

Runs on any Python 3.6 or later, because the machine's `python3` may be an old one with a newer beside it.
"""

import os
import shutil
import subprocess
import sys

NEWEST_FIRST = ["python3.14", "python3.13", "python3.12", "python3.11", "python3", "python"]
PROBE = "import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))"
OLD = "import sys; print('.'.join(map(str, sys.version_info[:3])))"


def works(command):
    """Whether `command` is Python 3.11 or later and can make environments (a pyenv shim may be hollow)."""
    return subprocess.run([command, "-c", PROBE], stderr=subprocess.DEVNULL).returncode == 0


def find():
    """The command of a good Python: the running one where it will do, or None."""
    found = [sys.executable] + [path for path in map(shutil.which, NEWEST_FIRST) if path]
    return next((command for command in found if works(command)), None)


def explain():
    """Why no Python here will do, with the way out."""
    if sys.version_info >= (3, 11):
        return (
            "This Python lacks the venv module. On Debian or Ubuntu: apt-get install python3-venv\n"
            "Elsewhere, install Python 3.11 or later from python.org or with pyenv."
        )
    running = subprocess.run([sys.executable, "-c", OLD], stdout=subprocess.PIPE).stdout.decode().strip()
    return (
        "Wuzhi needs Python 3.11 or later; python3 here is " + running + ".\n"
        "Install a newer one (pyenv install 3.12, or your system's package), then call\n"
        "make PYTHON=/path/to/python3.12 demo"
    )


def main(folder):
    """Makes `folder` unless it holds a working environment already."""
    inside = os.path.join(folder, "bin", "python")
    if os.path.exists(inside) and works(inside):
        return
    python = find()
    if python is None:
        sys.exit(explain())
    print("Making " + folder + " ...", flush=True)
    subprocess.run([python, "-m", "venv", "--clear", folder], check=True)


if __name__ == "__main__":
    main(sys.argv[1])
