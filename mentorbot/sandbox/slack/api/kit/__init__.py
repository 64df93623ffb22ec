"""Block Kit: what Slack takes in blocks, elements and views, and in which words it refuses the rest."""
