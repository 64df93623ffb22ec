"""Mentorships: two people, or a circle, from the day they are brought together to the day after it ends."""
