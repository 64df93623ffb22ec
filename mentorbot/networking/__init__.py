"""Networking: introductions, opportunities that are shared, a directory of people who want to be found."""
