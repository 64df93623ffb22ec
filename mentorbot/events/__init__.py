"""Events: what organizers announce, who comes, and what they are reminded of."""
