"""The inbox with its counts, at 10,000, 100,000 and 1,000,000 cases, 10,000 of them waiting for this dispatcher.

python -m bench.inbox [--sizes 10000,1000000] [--seconds 8] [--shapes 2x2] [--databases sqlite,postgresql]
"""

from bench.screens import Screen, run

SCREENS = (
    Screen("dispatcher", "/inbox"),
    Screen("dispatcher", "/inbox?tab=all"),
    Screen("dispatcher", "/inbox?tab=others&sort=place"),
    Screen("clerk", "/inbox"),
    Screen("clerk", "/inbox?tab=unit"),
    Screen("supervisor", "/inbox?tab=overdue"),
    Screen("grid", "/inbox?tab=all"),
)

if __name__ == "__main__":
    run("The inbox with its counts.", SCREENS)
