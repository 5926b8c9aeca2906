"""What happens on a date, by chance, or when a condition comes true."""

from .module import Module

MODULE = Module(
    name="events",
    known_as="exogenous events",
    adds="Events happen, on their dates, by chance or when their condition comes true, and change what they change.",
    settings=("events",),
    notes=("event",),
    acts_in=("events",),
    needs=("events",),
    lack="there are no events",
)
