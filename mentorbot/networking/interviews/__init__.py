"""Informational interviews: a short talk with somebody about their work, asked for and answered with care."""
