"""The result of a run for its readers: a summary in plain numbers, a table for the terminal, figures."""
