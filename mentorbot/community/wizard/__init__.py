"""Setting a community up, question by question. What it sets is what the single `/setup` commands set."""
