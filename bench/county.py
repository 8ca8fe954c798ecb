"""The leader's page, its map and its lists, at 10,000, 100,000 and 1,000,000 cases of one year.

python -m bench.county [--sizes 10000,1000000] [--seconds 8] [--shapes 2x2] [--databases sqlite,postgresql]
"""

from bench.screens import Screen, run

SCREENS = (
    Screen("leader", "/county"),
    Screen("dispatcher", "/county"),
    Screen("leader", "/county?area=421081100"),
    Screen("leader", "/county/grids.json"),
    Screen("leader", "/county/overdue"),
    Screen("leader", "/county/in?days=7"),
    Screen("leader", "/county/answers?days=7"),
)

if __name__ == "__main__":
    run("The leader's page.", SCREENS)
