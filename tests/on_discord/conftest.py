"""The community that every test here is about."""

from town import empty_town, town

__all__ = ["empty_town", "town"]
