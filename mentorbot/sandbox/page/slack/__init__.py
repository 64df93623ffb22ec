"""The page's second face: it shows a local Slack."""

from mentorbot.sandbox.page.slack.client import SlackClient

__all__ = ["SlackClient"]
