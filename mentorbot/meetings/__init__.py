"""Meetings of two to six members: a time all know, an invitation, a reminder, and whether they met."""
