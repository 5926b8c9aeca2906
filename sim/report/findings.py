"""What a comparison comes to, in a line: titles of figures, and what of many rows stands beyond noise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil

from sim.analysis.beyond_noise import METHOD
from sim.analysis.compare import Comparison, Variant
from sim.analysis.intervals import FEWEST, histories_to_settle
from sim.endings import ENDINGS

from .words import ENDING_LABELS, counted, histories, issue_labels, labels, listed, percent

NOTHING = "Nothing differs beyond noise"


def row_labels(variant: Variant) -> dict[str, str]:
    """What readers call the rows of a comparison."""
    issues, parties = issue_labels(variant.run), labels(variant.run)
    named = {f"ending={ending}": ENDING_LABELS[ending] for ending in ENDINGS} | {"any_deal": "any deal", "deal_day": "the day of the first deal"}
    named |= {f"term.{issue}": f"terms on {issues[issue]}" for issue in variant.terms}
    return named | {f"in_person.{party}": f"{parties[party]} in person" for party in variant.attendance}


def is_share(row: str) -> bool:
    """Whether a row counts in points of a hundred."""
    return row == "any_deal" or row.startswith(("ending=", "in_person."))


def headline(comparison: Comparison, concerns: Callable[[str], bool], about: str) -> str:
    """The largest difference that stands beyond noise among the rows that `concerns` accepts, any deal before all others; else that none does.

    `about` names what the rows tell of.
    """
    found = [(variant, row) for variant in comparison.variants for row in variant.rows() if row in variant.beyond and concerns(row)]
    if not found:
        return f"{NOTHING}: {about}"
    variant, row = max(found, key=lambda one: (one[1] == "any_deal", _size(*one)))
    name, words = variant.name, _told(variant, row)
    others = len({one.name for one, _ in found}) - 1
    # "without Qatar" goes on as a sentence, the name of a scenario does not.
    pause = "" if row in ("any_deal", "deal_day") else ","
    said = f"{name[0].upper()}{name[1:]}{pause} {words}" if name.startswith("without ") else f"{name}: {words}"
    return f"{said}; {counted(others, 'other')} differ{'s' if others == 1 else ''} too" if others else said


def _size(variant: Variant, row: str) -> float:
    return abs(variant.rows()[row].difference or 0.0) * (100.0 if is_share(row) else 1.0)


def _told(variant: Variant, row: str) -> str:
    """A difference in words, as in `12 points fewer deals`."""
    size, up = _size(variant, row), (variant.rows()[row].difference or 0.0) > 0
    amount = f"{size:.0f}" if size >= 0.95 else f"{size:.1f}"
    points = f"{amount} {'point' if amount == '1' else 'points'}"
    if row == "any_deal":
        return f"{points} {'more' if up else 'fewer'} deals"
    if row == "deal_day":
        return f"deals come {amount} {'day' if amount == '1' else 'days'} {'later' if up else 'sooner'}"
    label = row_labels(variant)[row]
    if row.startswith("term."):
        return f"{label} {points} {'higher' if up else 'lower'}"
    return f"{label} {points} {'more' if up else 'less'} often"


def allowance(comparison_rows: int) -> str:
    """How many rows were looked at, and how allowance is made for that."""
    return f"allowing for {'one row' if comparison_rows == 1 else f'the {comparison_rows} rows looked at'} ({METHOD})"


def in_words(variant: Variant, *, everything: bool = False) -> Iterator[str]:
    """What the rows of a variant say, in sentences: what stands beyond noise, how much does not, how many histories flipped.

    With `everything` what is within noise is told one by one, with the histories that would settle it.
    """
    both = "; means are of histories with a deal in both" if variant.unpaired is None else ""
    yield f"Differences of shares are in points of a hundred, of days in days, of terms in points of the scale{both}."
    named, rows = row_labels(variant), variant.rows()
    clear = [named[row] for row in rows if row in variant.beyond]
    by_chance = [named[row] for row, found in rows.items() if row not in variant.beyond and not found.noise]
    yield f"Beyond noise, {allowance(variant.looked_at)}: {listed(clear)}." if clear else f"{NOTHING}, {allowance(variant.looked_at)}."
    if by_chance:
        yield f"Among so many rows chance alone may do it, though the interval leaves out zero: {listed(by_chance)}."
    within = {named[row]: found for row, found in rows.items() if found.noise and found.low is not None and (found.baseline or found.variant)}
    if within and (clear or by_chance) and not everything:
        yield f"Within noise: {counted(len(within), 'row')} more."
    if within and everything:
        still = [name for name, found in within.items() if histories_to_settle(found) is None]
        if still:
            yield f"Within noise: {listed(still)}; no difference was seen."
        for name, found in within.items():
            needed = histories_to_settle(found)
            if needed is not None:
                run = needed * variant.run.n / found.n  # of histories to run only so many have a number to compare
                yield f"Within noise: {name}; if it is as large as it looks, about {histories(_rounded(ceil(run)))} would settle it."
    few = [named[row] for row, found in rows.items() if row.startswith(("deal_day", "term.")) and 0 < found.n < FEWEST]
    if few:
        yield f"Too few deals (below {FEWEST}) for intervals of {'the day and the terms' if len(few) == len(variant.terms) + 1 else listed(few)}."
    if variant.flipped is not None:
        yield f"{percent(variant.flipped)} of histories end in another way."


def _rounded(n: int) -> int:
    """A number of histories to two digits, upwards."""
    step: int = max(1, 10 ** (len(str(n)) - 2))
    return -(-n // step) * step
