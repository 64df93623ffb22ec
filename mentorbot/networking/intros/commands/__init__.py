"""/intros: for those who take part, for organizers, and the threads of groups."""
