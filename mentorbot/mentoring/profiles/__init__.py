"""Profiles: what mentors offer and mentees look for, and whom either keeps away from."""
