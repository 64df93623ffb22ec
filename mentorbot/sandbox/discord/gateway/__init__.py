"""The gateway of a local Discord: who is connected, and what they are told."""
