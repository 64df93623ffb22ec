"""The guide: steps, milestones, chapters, credentials, glossary, and the search over all of them."""
