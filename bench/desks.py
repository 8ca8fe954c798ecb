"""The inbox, search and the leader's page one after the other, each size filled once.

python -m bench.desks [--sizes 10000,1000000] [--seconds 8] [--shapes 2x2] [--databases sqlite,postgresql] [--at URL]
"""

from bench import county, inbox, search
from bench.screens import run

if __name__ == "__main__":
    run("The desks.", (*inbox.SCREENS, *search.SCREENS, *county.SCREENS))
