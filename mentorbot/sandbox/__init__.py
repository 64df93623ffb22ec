"""Chat platforms on your own machine, for trying bots on: a local Discord, and a page that shows it.

It knows nothing of the rest of this project and can be used on its own.
"""
