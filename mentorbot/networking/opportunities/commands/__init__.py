"""/opportunity: finding what is open, sharing it, and what organizers do."""
