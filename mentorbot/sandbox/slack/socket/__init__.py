"""Socket Mode: apps connect by WebSocket, and what happens is brought to them in envelopes."""
