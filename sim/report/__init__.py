"""The result of a run for its readers: a summary in plain numbers, a table for the terminal, figures."""

from .summary import Summary, as_document, summarise

__all__ = ["Summary", "as_document", "summarise"]
