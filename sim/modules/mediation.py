"""What mediators do beside drafting."""

from .module import Module

_MEANS = tuple(f"mediators.NAME.{what}" for what in ("leverage", "guarantee", "messages", "patience", "back_channel"))

MODULE = Module(
    name="mediation",
    known_as="third-party intervention",
    adds="Mediators tell what they know, press, guarantee, sound out by back channels and lose patience.",
    settings=(*_MEANS, "mediators.NAME.returns_after"),
    constants=("leverage_full", "leverage_attendance", "message_noise", "side_deal_cost"),
    notes=("message", "pressure", "side_deal"),
    fills=("side_deals",),
    acts_in=("mediating",),
    needs=_MEANS,
    lack="no mediator has leverage, guarantee, messages, patience or back_channel",
    untried="guarantees, what mediators tell of the other side, their patience",
    untried_at="mediators.NAME",
)
