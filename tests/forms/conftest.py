"""The places that every test here is about."""

from slack_town import empty_slack_town, slack_town
from town import empty_town, town

__all__ = ["empty_slack_town", "empty_town", "slack_town", "town"]
