"""What concerns a community as a whole: help, privacy, the commands it was given."""
