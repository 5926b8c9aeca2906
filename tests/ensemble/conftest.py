"""What tests of ensembles share: commands that they start hear Ctrl-C."""

import signal

import pytest


@pytest.fixture(autouse=True)
def _interruptible():
    """Started in the background of a shell, the tests would hand on to their commands that Ctrl-C is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
