"""Matching rounds: people sign up, organizers look at who would get whom, and publish it."""
