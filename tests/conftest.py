"""What all tests share: generated cases are the same every time, so that a result is never a matter of the day."""

from hypothesis import settings

settings.register_profile("same every time", derandomize=True, database=None)
settings.load_profile("same every time")
