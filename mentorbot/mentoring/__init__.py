"""Mentorship: who offers it, who looks for it, and what becomes of it."""
