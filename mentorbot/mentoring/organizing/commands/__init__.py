"""What organizers can do by hand in mentoring."""
