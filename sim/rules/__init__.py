"""Behavioural rules that an agent is given by name: pure formulas on arrays whose last axis is the history."""
