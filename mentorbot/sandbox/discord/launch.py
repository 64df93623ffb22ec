"""Start a bot that was written for the real Discord, unmodified, against a sandbox.

`python launch.py URL GUILD_ID TOKEN path/to/bot.py [arguments]` is what `python -m mentorbot.sandbox run`
runs in a process of its own, with the Python that has the bot's library: this file needs nothing of this
project. It tells the library where Discord is as soon as the bot has imported it, offers the token under the
names bots commonly look for, lets the placeholder guild id 0 of tutorials stand for the sandbox's community,
and runs the file as its own main program.
"""

import os
import runpy
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

TOKEN_NAMES = ("DISCORD_TOKEN", "DISCORD_BOT_TOKEN", "BOT_TOKEN", "TOKEN")
OTHER_NAMES = frozenset({"nextcord"})
"""Libraries that can also be imported as `discord`."""


def point_discord(url: str, guild_id: int = 0) -> None:
    """Tell discord.py, or py-cord, which has the same name, where Discord is."""
    if import_module("discord").__title__ in OTHER_NAMES:
        return
    http = import_module("discord.http")
    if hasattr(http.Route, "API_BASE_URL"):  # py-cord
        http.Route.API_BASE_URL = f"{url}/api/v10"
    else:
        http.Route.BASE = f"{url}/api/v10"
        gateway = import_module("yarl").URL(f"ws://{urlsplit(url).netloc}/gateway/")
        import_module("discord.gateway").DiscordWebSocket.DEFAULT_GATEWAY = gateway
    import_module("discord.asset").Asset.BASE = url
    let_guild_zero_be(guild_id, "discord")


def point_fork(name: str, url: str, guild_id: int) -> None:
    """Tell disnake or nextcord where Discord is."""
    import_module(f"{name}.http").Route.BASE = f"{url}/api/v10"
    asset = import_module(f"{name}.asset").Asset
    asset.BASE = asset.BASE_MEDIA = url
    let_guild_zero_be(guild_id, name)


def point_hikari(url: str, guild_id: int) -> None:
    """Tell hikari where Discord is."""
    urls: Any = import_module("hikari.urls")
    urls.BASE_URL = urls.CDN_URL = urls.MEDIA_PROXY_URL = url
    urls.REST_API_URL = f"{url}/api/v10"
    urls.OAUTH2_API_URL = f"{url}/api/v10/oauth2"


def point_interactions(url: str, guild_id: int) -> None:
    """Tell interactions.py where Discord is."""
    import_module("interactions.api.http.route").Route.BASE = f"{url}/api/v10"
    import_module("interactions.models.discord.asset").Asset.BASE = url


LIBRARIES: dict[str, Callable[[str, int], None]] = {
    "discord": point_discord,
    "disnake": partial(point_fork, "disnake"),
    "nextcord": partial(point_fork, "nextcord"),
    "hikari": point_hikari,
    "interactions": point_interactions,
}
"""How each is told where Discord is, by the name under which it is imported."""


def let_guild_zero_be(guild_id: int, name: str) -> None:
    """Let `Object(0)` of a library, the placeholder in tutorials, be the guild of the sandbox."""
    kind: Any = import_module(f"{name}.object").Object
    original = kind.__init__

    def with_a_real_id(self: Any, id: Any, **more: Any) -> None:  # noqa: A002  (the libraries' name)
        original(self, int(id) or guild_id, **more)

    kind.__init__ = with_a_real_id


class Pointer(MetaPathFinder):
    """Tells a library where Discord is, once, as soon as it has been imported.

    Args:
        url: Where the sandbox is.
        guild_id: Its community.
    """

    def __init__(self, url: str, guild_id: int) -> None:
        self._url = url
        self._guild_id = guild_id
        self._waiting = dict(LIBRARIES)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Let the others find a library, and have it told after it has run."""
        point = self._waiting.pop(fullname, None)
        spec = find_spec(fullname) if point is not None else None
        if point is None or spec is None or spec.loader is None:
            return spec
        run = spec.loader.exec_module

        def run_and_point(module: ModuleType) -> None:
            run(module)
            point(self._url, self._guild_id)

        spec.loader.exec_module = run_and_point  # type: ignore[method-assign]
        return spec


def main() -> None:
    """Run the bot named on the command line."""
    url, guild_id, token, path, *arguments = sys.argv[1:]
    if Path(sys.path[0]) == Path(__file__).parent:
        del sys.path[0]  # where a file's own folder is, when it is run by its name; it is none of the bot's
    sys.meta_path.insert(0, Pointer(url.rstrip("/"), int(guild_id)))
    for name in TOKEN_NAMES:
        os.environ[name] = token
    script = Path(path).resolve()
    sys.argv = [str(script), *arguments]
    sys.path.insert(0, str(script.parent))
    runpy.run_path(str(script), run_name="__main__")


if __name__ == "__main__":
    main()
