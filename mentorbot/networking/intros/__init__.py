"""Introductions in rounds: every so often, those who take part are brought together in small groups."""
