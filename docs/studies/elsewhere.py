"""Play the game that people played, and variants of it, beside what was counted elsewhere; fills docs/explanation/people-elsewhere.md."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sim.arrays import Array
from sim.calibration.people.game import MESSAGES, Pairs, Played, played, scenario, some_pairs

PAGE = Path(__file__).parents[1] / "explanation/people-elsewhere.md"
START, END = "<!-- generated: elsewhere -->\n", "<!-- end -->"
BEHAVIOUR = {
    "own_favour": 0.01,
    "coming_round": 0.05,
    "lasting_error": 0.37,
    "fresh_error": 0.09,
    "others_hold_out": 0.40,
    "telling": 0.12,
    "deadline_doubted": 0.06,
}
PRIDE, PRIDE_VARIES, TEDIUM = 0.38, 0.08, 0.05
"""With what the model plays: of 1,200 draws from broad priors about that whose counts came nearest to those of people in `calibration/people`."""
PAIRS, SHORT = 4000, 4
"""How many pairs play, and after how many messages a game is over that is short."""


def found(pairs: Pairs, messages: int = MESSAGES) -> Played:
    """What becomes of the pairs, where so many messages are possible."""
    return played(scenario(BEHAVIOUR, PRIDE, PRIDE_VARIES, TEDIUM, messages), pairs)


def rows() -> list[tuple[str, str]]:
    """What is looked at, and what the model gives."""
    pairs = some_pairs(PAIRS, 1)
    usual, short, once = found(pairs), found(pairs, SHORT), found(pairs, 1)
    poor = pairs.best_joint <= np.median(pairs.best_joint)
    share = once.theirs[once.agreed] / (once.mine + once.theirs)[once.agreed]
    return [
        ("pairs that do not agree, though some division gives both something", _percent(~usual.agreed[pairs.best_equal > 0])),
        ("deals at the first proposal, of all pairs", _percent(usual.agreed & (usual.message == 1))),
        ("deals at the last message, of all deals", _percent(usual.message[usual.agreed] == MESSAGES)),
        (f"pairs that do not agree if there are {MESSAGES} messages, and if there are {SHORT}", f"{_percent(~usual.agreed)}, {_percent(~short.agreed)}"),
        (f"deals at the last message, of all deals, if there are {SHORT}", _percent(short.message[short.agreed] == SHORT)),
        ("one proposal, yes or no: refused", _percent(~once.agreed)),
        ("one proposal, yes or no: what the answering side has of the points of both, where it says yes", _percent(share)),
        ("pairs that do not agree where both can have little together, and where much", f"{_percent(~usual.agreed[poor])}, {_percent(~usual.agreed[~poor])}"),
    ]


def _percent(values: Array) -> str:
    return f"{100 * np.mean(values):.0f} %"


def filled() -> str:
    """The page with what the model gives today."""
    text = PAGE.read_text(encoding="utf-8")
    before, after = text.split(START)[0], text.split(END, 1)[1]
    table = "".join(f"| {what} | {gives} |\n" for what, gives in rows())
    return f"{before}{START}\n| in the model | |\n|---|---|\n{table}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(filled(), encoding="utf-8")
