"""The wheel holds what an installation needs, the front-end files included."""

from pathlib import Path

import check_wheel


def test_the_wheel_is_whole(tmp_path: Path) -> None:
    assert check_wheel.faults(check_wheel.build(tmp_path)) == []
