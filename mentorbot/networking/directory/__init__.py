"""The directory: people who want to be found, by what they ticked and nothing else; and introductions to them."""
