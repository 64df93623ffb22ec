"""Whom people of a round would love to be with, or rather not; known to nobody but themselves."""
