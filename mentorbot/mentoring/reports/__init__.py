"""Reports: what went wrong between people, told to organizers alone."""
