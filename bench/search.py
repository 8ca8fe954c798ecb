"""Search in the inbox: common and rare words, names of places and kinds, several words, a wide and a narrow viewer.

python -m bench.search [--sizes 10000,1000000] [--seconds 8] [--shapes 2x2] [--databases sqlite,postgresql]
"""

from bench.screens import Screen, run

SCREENS = (
    Screen("dispatcher", "/inbox?tab=all&q=路灯"),
    Screen("dispatcher", "/inbox?tab=all&q=老人走不了+桥头"),
    Screen("dispatcher", "/inbox?tab=all&q=绣林"),
    Screen("dispatcher", "/inbox?tab=all&q=桥南+路灯+桥头"),
    Screen("dispatcher", "/inbox?tab=all&q=没有这样的事"),
    Screen("dispatcher", "/inbox?tab=mine&q=噪声"),
    Screen("grid", "/inbox?tab=all&q=噪声"),
)

if __name__ == "__main__":
    run("Search in the inbox.", SCREENS)
