"""Opportunities: what members share, how it is found, and who is told of it."""
