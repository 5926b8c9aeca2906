"""What a mediator tells one party about another, and how far that is believed.

A message helps only as far as the sender knows more than was said in the talks (Fey & Ramsay 2010) and has no motive to lie
(Kydd 2003 on resolve, Kydd 2006 on trust). Both come out of Bayes' rule on the likelihoods below.
"""

from __future__ import annotations

import numpy as np

from sim.arrays import Array, Mask, logistic


def chance_signal_is_high(no_deal: Array, cutoff: Array, *, knowledge: float, width: float) -> Array:
    """Probability that the sender's own information shows a no-deal value above `cutoff`; broadcast shape.

    `knowledge` 0 tells nothing (always one half), 1 all; `width` is the zone, in units of value, in which strong and weak blur.
    """
    return 0.5 + knowledge * (logistic((no_deal - cutoff) / width) - 0.5)


def honesty_about_resolve(leaning_to_receiver: float) -> float:
    """How often a sender admits that the other side is weak: only as far as it takes the receiver's side.

    One who wants only peace, or leans to the other side, always calls the other strong. Source: Kydd 2003.
    """
    return float(np.clip(leaning_to_receiver, 0.0, 1.0))


def honesty_about_trust(stake: float, leaning: float) -> float:
    """How often a sender admits that the other side cannot be trusted: if it has a stake in the outcome and leans to nobody.

    One who wants only peace vouches for everybody; a partial one vouches for its side. Source: Kydd 2006.
    """
    return stake * (1.0 - abs(leaning))


def says_high(signal_high: Mask, honesty: float, luck: Array) -> Mask:
    """What is said (R,): the truth where information is high, else the truth only as often as the sender is honest."""
    return signal_high | (luck >= honesty)


def likelihood_of_message(said_high: Mask, chance_high: Array, honesty: float) -> Array:
    """Probability of the message that was given (R,), if information is high with `chance_high`; broadcast shape."""
    low_message = honesty * (1.0 - chance_high)
    return np.maximum(np.where(said_high, 1.0 - low_message, low_message), 1e-12)


def trust_likelihood_ratio(said_good: Mask, *, knowledge: float, honesty: float) -> Array:
    """How much likelier the message is if the other will keep its word than if not; (R,)."""
    good, bad = 0.5 + 0.5 * knowledge, 0.5 - 0.5 * knowledge
    return likelihood_of_message(said_good, np.asarray(good), honesty) / likelihood_of_message(said_good, np.asarray(bad), honesty)
