"""Requests: one asks for a mentor, and somebody always has to act until it is settled."""
