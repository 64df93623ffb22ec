"""The people in a local Discord, who type, press and read."""
