"""What members asked to be reminded of, and when."""
