"""The Web API of a local Slack."""
