"""Embeds as Discord checks them.

Source: https://docs.discord.com/developers/resources/message#embed-object-embed-limits
"""

from collections.abc import Mapping

from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Path, Problems
from mentorbot.sandbox.discord.api.bodies.given import pass_over
from mentorbot.sandbox.wire import Json

MOST_EMBEDS = 10
MOST_CHARACTERS = 6000
OWN = (
    "flags",
    "proxy_url",
    "proxy_icon_url",
    "content_type",
    "content_scan_version",
    "content_scan_metadata",
)
"""Discord's own, which stand in what is sent of an embed that was read."""
ANIMATED = 1 << 5
SEEN = ("title", "description", "url", "image", "thumbnail", "footer", "author", "fields", "timestamp")


def embeds(given: object, problems: Problems, files: Mapping[str, Json], path: Path) -> list[Json]:
    """Check the embeds of a message.

    Args:
        given: What the bot sent.
        problems: Where to note what is wrong.
        files: The attachments of the message by name, for `attachment://name`.
        path: Where the list stands in the request.
    """
    kept: list[Json] = []
    for index, raw in enumerate(checks.several(problems, path, given, 0, MOST_EMBEDS, optional=True)):
        one = checks.mapping(problems, (*path, index), raw)
        if one is not None:
            kept.append(_embed(one, problems, files, (*path, index)))
    if sum(map(_size, kept)) > MOST_CHARACTERS:
        message = f"Embed size exceeds maximum size of {MOST_CHARACTERS}"
        problems.add(path, "MAX_EMBED_SIZE_EXCEEDED", message)
    return kept


def _embed(given: Json, problems: Problems, files: Mapping[str, Json], path: Path) -> Json:
    kept: Json = {"type": "rich"}
    checks.text(problems, (*path, "type"), given.get("type"), 0, 100, optional=True)  # rich all the same
    pass_over(given, OWN)
    for name, longest in (("title", 256), ("description", 4096)):
        value = checks.text(problems, (*path, name), given.get(name), 0, longest, optional=True)
        if value:
            kept[name] = value
    if given.get("url"):
        kept["url"] = checks.url(problems, (*path, "url"), given["url"], 2048)
    if given.get("color") is not None:
        kept["color"] = checks.whole(problems, (*path, "color"), given["color"], 0, 0xFFFFFF)
    if given.get("timestamp") is not None:
        moment = checks.moment(problems, (*path, "timestamp"), given["timestamp"])
        kept["timestamp"] = moment.isoformat(timespec="microseconds") if moment else None
    for name in ("image", "thumbnail"):
        if given.get(name) is not None:
            kept[name] = _picture(problems, (*path, name), given[name], files)
    if given.get("footer") is not None:
        kept["footer"] = _named(problems, (*path, "footer"), given["footer"], "text", 2048)
    if given.get("author") is not None:
        kept["author"] = _named(problems, (*path, "author"), given["author"], "name", 256)
    if given.get("fields"):
        kept["fields"] = _fields(problems, (*path, "fields"), given["fields"])
    if not any(given.get(name) for name in SEEN):
        problems.required((*path, "description"))
    return kept


def _fields(problems: Problems, path: Path, given: object) -> list[Json]:
    kept = []
    for index, raw in enumerate(checks.several(problems, path, given, 0, 25)):
        here = (*path, index)
        field = checks.mapping(problems, here, raw)
        if field is None:
            continue
        kept.append(
            {
                "name": checks.text(problems, (*here, "name"), field.get("name"), 1, 256),
                "value": checks.text(problems, (*here, "value"), field.get("value"), 1, 1024),
                "inline": checks.flag(problems, (*here, "inline"), field.get("inline")),
            }
        )
    return kept


def _named(problems: Problems, path: Path, given: object, name: str, longest: int) -> Json:
    part = checks.mapping(problems, path, given)
    if part is None:
        return {}
    kept: Json = {name: checks.text(problems, (*path, name), part.get(name), 1, longest)}
    pass_over(part, OWN)
    for address in ("url", "icon_url") if name == "name" else ("icon_url",):
        if part.get(address):
            schemes = ("http", "https", "attachment") if address == "icon_url" else ("http", "https")
            kept[address] = checks.url(problems, (*path, address), part[address], 2048, schemes)
    return kept


def _picture(problems: Problems, path: Path, given: object, files: Mapping[str, Json]) -> Json:
    part = checks.mapping(problems, path, given)
    if part is None:
        return {}
    address = checks.url(problems, (*path, "url"), part.get("url"), 2048, ("http", "https", "attachment"))
    pass_over(part, OWN)
    told = _look(problems, path, part)
    if address and address.startswith("attachment://"):
        file = files.get(address.removeprefix("attachment://"))
        if file is None:
            return {"url": address, **told}
        sizes: Json = {name: file[name] for name in ("width", "height") if name in file}
        return {"url": file["url"], "proxy_url": file["proxy_url"], **told, **sizes}
    return {"url": address, "proxy_url": address, **told}


def _look(problems: Problems, path: Path, part: Json) -> Json:
    """What is told of a picture besides its address."""
    told: Json = {}
    for name in ("width", "height", "placeholder_version"):
        told[name] = checks.whole(problems, (*path, name), part.get(name), 0, (1 << 31) - 1)
    for name, longest in (("placeholder", 64), ("description", 4096)):
        told[name] = checks.text(problems, (*path, name), part.get(name), 0, longest, optional=True)
    checks.flag(problems, (*path, "is_animated"), part.get("is_animated"))
    if part.get("is_animated"):
        told["flags"] = ANIMATED
    return {name: value for name, value in told.items() if value is not None}


def _size(embed: Json) -> int:
    parts = [embed.get("title"), embed.get("description")]
    parts += [embed.get("footer", {}).get("text"), embed.get("author", {}).get("name")]
    for field in embed.get("fields", ()):
        parts += [field["name"], field["value"]]
    return sum(len(part) for part in parts if part)
