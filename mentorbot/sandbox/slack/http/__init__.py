"""Request URLs: what happens is brought to apps by HTTP, signed."""
