"""The bot at work in a local Discord, at the terminal: a guided tour, and a place to try things."""
