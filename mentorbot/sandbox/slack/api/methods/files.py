"""Files: `files.*`, the address to which they are uploaded, and the one from which they come."""

from aiohttp import hdrs, web

from mentorbot.sandbox.slack.api import finding
from mentorbot.sandbox.slack.api.blocks import settle_blocks
from mentorbot.sandbox.slack.api.calls import Call, invalid
from mentorbot.sandbox.slack.api.errors import SlackError
from mentorbot.sandbox.slack.api.files import (
    LARGEST_FILE,
    UPLOAD,
    Sharing,
    promise_file,
)
from mentorbot.sandbox.slack.api.local import LocalSlack
from mentorbot.sandbox.slack.api.rate_limits import Tier
from mentorbot.sandbox.slack.api.registry import method
from mentorbot.sandbox.slack.world import lives
from mentorbot.sandbox.slack.world.channels import Channel
from mentorbot.sandbox.slack.world.files import File
from mentorbot.sandbox.slack.world.written import DOWNLOAD, write_file
from mentorbot.sandbox.wire import Json

MOST_FILES = 10
LONGEST_ALT_TEXT = 1000
SAFE_HEADERS = {  # a file that somebody sent never acts as a page of this address
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


@method("files.getUploadURLExternal", "files:write", tier=Tier.FOUR)
def get_upload_url(call: Call) -> Json:
    """An address to which a file can be uploaded."""
    name = call.required("filename")
    length = call.number("length", 0, most=LARGEST_FILE)
    if not length:
        raise SlackError("missing_argument")
    if len(call.text("alt_txt")) > LONGEST_ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    team = call.installation.team or call.installation.teams[0]
    file = promise_file(call.world, call.bot, team.id, name, length)
    file.alt_text = call.text("alt_txt")
    file.snippet_type = call.text("snippet_type")
    return {"upload_url": f"{call.local.url}{UPLOAD}{file.secret}", "file_id": file.id}


async def upload(local: LocalSlack, request: web.BaseRequest) -> web.Response:
    """Take what is uploaded to an address that `files.getUploadURLExternal` gave."""
    secret = request.rel_url.path[len(UPLOAD) :]
    file = next((one for one in local.world.files.values() if one.secret == secret), None)
    if file is None or file.completed:
        return web.Response(status=404, text="There is no such upload.")
    content = await request.read()
    if request.content_type.startswith("multipart/"):
        content = await _first_part(request)
    if len(content) != file.length:
        return web.Response(status=400, text="The file has another length than was said.")
    file.content = content
    return web.Response(text=f"OK - {file.length}")


async def _first_part(request: web.BaseRequest) -> bytes:
    for value in (await request.post()).values():
        if isinstance(value, web.FileField):
            return value.file.read()
        return value.encode() if isinstance(value, str) else bytes(value)
    return b""


@method("files.completeUploadExternal", "files:write", tier=Tier.FOUR)
def complete_upload(call: Call) -> Json:
    """Make files that were uploaded known; in conversations they appear a moment later."""
    files = _named_files(call)
    channels = _named_channels(call)
    blocks = _blocks(call)
    thread = call.text("thread_ts")
    for file, _ in files:
        if file.completed or file.content is None:
            raise SlackError("file_not_found")
    for file, title in files:
        file.completed, file.title = True, title or file.title
    told = [write_file(call.world, file) for file, _ in files]
    whole = [file for file, _ in files]
    text = call.text("initial_comment")
    call.local.share_later(Sharing(whole, call.bot, channels, text, blocks, thread, call.app.id))
    return {"files": told}


def _named_files(call: Call) -> list[tuple[File, str]]:
    try:
        given = call.json("files")
    except ValueError:
        raise invalid("must be a valid JSON array [json-pointer:/files]") from None
    if not isinstance(given, list) or not given or not all(isinstance(one, dict) for one in given):
        raise invalid("missing required field: files")
    if len(given) > MOST_FILES:
        raise invalid(f"no more than {MOST_FILES} items allowed [json-pointer:/files]")
    found = []
    for one in given:
        file = call.world.files.get(str(one.get("id")))
        if file is None or file.user_id != call.bot.id or file.deleted:
            raise SlackError("file_not_found")
        found.append((file, str(one.get("title") or "")))
    return found


def _named_channels(call: Call) -> list[Channel]:
    identifiers = call.names("channels") or call.names("channel_id")
    found = []
    for one in identifiers:
        channel = call.world.channels.get(one) or _direct(call, one)
        if channel is None or not finding.can_see(call, channel):
            raise SlackError("channel_not_found")
        finding.check_open(channel)
        finding.check_member(call, channel)
        found.append(channel)
    return found


def _direct(call: Call, identifier: str) -> Channel | None:
    """The direct message with somebody who was named instead of a conversation."""
    user = call.world.users.get(identifier)
    team = next((one for one in call.installation.teams if identifier in one.users), None)
    if user is None or team is None or user.is_bot or user.deleted:
        return None
    return lives.open_direct(call.world, team, [call.bot, user])[0]


def _blocks(call: Call) -> list[Json]:
    if call.text("initial_comment"):
        return []
    try:
        given = call.json("blocks")
    except ValueError:
        raise SlackError("invalid_blocks_format") from None
    return settle_blocks(call.world, given, "message") if given is not None else []


@method("files.info", "files:read", tier=Tier.FOUR)
def info(call: Call) -> Json:
    """What is told of a file, and where it was shared."""
    file = _found(call)
    return {"file": write_file(call.world, file), "comments": []}


@method("files.delete", "files:write")
def delete(call: Call) -> None:
    """Take a file away, everywhere."""
    file = _found(call)
    if file.user_id != call.bot.id:
        raise SlackError("cant_delete_file")
    file.deleted, file.content = True, None
    for channel_id, stamps in file.shares.items():
        for ts in stamps:
            message = call.world.channels[channel_id].messages.get(ts)
            if message is not None:
                message.files = [one for one in message.files if one is not file]


def _found(call: Call) -> File:
    file = call.world.files.get(call.required("file"))
    if file is None or not _can_see(call, file):
        raise SlackError("file_not_found")
    if file.deleted:
        raise SlackError("file_deleted")
    return file


def _can_see(call: Call, file: File) -> bool:
    if file.user_id == call.bot.id:
        return True
    return any(finding.can_see(call, call.world.channels[one]) for one in file.shares)


def download(local: LocalSlack, request: web.BaseRequest) -> web.Response:
    """Give what is in a file to an app that may read files and sees it."""
    identifier = request.rel_url.path[len(DOWNLOAD) :].partition("/")[0].partition("-")[2]
    file = local.world.files.get(identifier)
    given = request.headers.get(hdrs.AUTHORIZATION, "").removeprefix("Bearer ")
    token = local.world.tokens.get(given)
    good = token is not None and not token.revoked and "files:read" in token.scopes
    if file is None or file.content is None or not file.completed:
        return web.Response(status=404, text="There is no such file.")
    if not good:
        return web.Response(status=302, headers={"Location": "https://slack.com/signin"})
    return web.Response(body=file.content, content_type=file.mimetype, headers=SAFE_HEADERS)
