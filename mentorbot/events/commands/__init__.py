"""What people can do with events: come to them, announce them, take them over from other calendars."""
