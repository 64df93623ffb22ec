"""Finding: the mentors that fit somebody best, with the reasons."""
