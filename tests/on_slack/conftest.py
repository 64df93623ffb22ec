"""The workspace that every test here is about."""

from slack_town import empty_slack_town, slack_town

__all__ = ["empty_slack_town", "slack_town"]
