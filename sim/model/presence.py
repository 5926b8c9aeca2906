"""How a party takes part in a session, and what it has answered; (R,) arrays hold these codes."""

ABSENT, CHANNEL, IN_PERSON = 0, 1, 2
NO_ANSWER, ACCEPTED, REFUSED = 0, 1, 2
