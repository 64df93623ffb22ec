"""Where Discord is for a bot that is measured; all that such a process loads beside the bot."""

import discord
import yarl


def point_at(url: str) -> None:
    """Let discord.py talk to the sandbox at `url`, such as http://127.0.0.1:8080."""
    address = yarl.URL(url)
    discord.http.Route.BASE = str(address.with_path("/api/v10"))
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = address.with_scheme("ws").with_path("/gateway/")
