"""The directory: people who want to be found, by what they ticked; and introductions to them."""
