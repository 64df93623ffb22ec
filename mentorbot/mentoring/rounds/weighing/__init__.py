"""What a round goes by: how much each part of a score counts, and what every choice costs."""
