"""What there is in a local Slack, and how Slack writes it."""
