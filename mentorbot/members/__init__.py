"""Who takes part: communities, their members, and what a member told us about themselves."""
