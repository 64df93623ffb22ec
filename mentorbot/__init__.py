"""mentorbot: a mentoring bot for future medical and health services managers."""

__version__ = "0.1.0"
