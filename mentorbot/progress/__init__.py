"""How far a member has come along the guide, and the one thing to do next."""
