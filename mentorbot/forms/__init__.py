"""What was filled into a form and could not be taken: kept for a day, so that it can be put right."""
