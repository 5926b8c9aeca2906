"""The stages of a day of talks, one file each; `talks.py` says in which order they come."""
