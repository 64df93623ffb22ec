"""An organizer's hand: who mentors and how it goes, making, changing and ending by hand, files."""
