"""Meetings of two members or a few: a time all know, an invitation, a reminder, and whether they met."""
