"""The Slack platform: how what rooms declare and show looks there."""
