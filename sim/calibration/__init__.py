"""From reported statements and dated events to stances and behaviour; a folder a case, with its sources."""
