"""The HTTP API of a local Discord."""
