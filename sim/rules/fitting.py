"""Whether what a rule says is of the form, and within the limits, that its kind has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.arrays import Array, Mask

_NEAR = 1e-9  # what a limit may be missed by, in points of a scale and units of value


def wrong_numbers(found: Any, shape: tuple[int, ...], lower: Array | float, upper: Array | float, limits: str) -> str:
    """What is wrong with numbers that should have a shape and lie between limits, in words that follow the name of a rule; empty if nothing is."""
    import numpy as np  # noqa: PLC0415 - reading a scenario needs no NumPy

    if said := _wrong_shape(found, shape):
        return said
    if not np.issubdtype(found.dtype, np.number) or not np.all(np.isfinite(found)):
        return "gives what is no finite number; look for a division by zero or a logarithm of nothing"
    return f"leaves {limits}" if np.any((found < lower - _NEAR) | (found > upper + _NEAR)) else ""


def wrong_answers(found: Any, acceptable: Mask) -> str:
    """What is wrong with answers (R,) that should be yes nowhere but where a text is acceptable (R,), in such words; empty if nothing is."""
    import numpy as np  # noqa: PLC0415 - the same

    if said := _wrong_shape(found, acceptable.shape):
        return said
    if found.dtype != np.bool_:
        return f"must say true or false for each history; gave {found.dtype}"
    unacceptable = "accepts what crosses a red line or is worth less than no deal; accept nowhere outside `answering.acceptable`"
    return unacceptable if np.any(found & ~acceptable) else ""


def _wrong_shape(found: Any, shape: tuple[int, ...]) -> str:
    gave = getattr(found, "shape", type(found).__name__)
    what = "a point for each issue and history" if len(shape) == 2 else "one for each history"
    return "" if gave == shape else f"must give an array of the shape {shape}, {what}; gave {gave}"
