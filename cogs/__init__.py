"""What people can do, one discord.py extension per feature: parse, one scope, one service call, one card."""
