"""What there is in a local Discord: guilds, channels, people, messages."""
