"""Delivery: one table of what is due to whom, and the dispatcher that sends each of it once."""
