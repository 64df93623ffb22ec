"""Files: promised, uploaded, completed, told of and downloaded."""

from aiohttp import web

from mentorbot.sandbox.slack.api.local import LocalSlack

UPLOAD = "/upload/v1/"
DOWNLOAD = "/files-pri/"


async def upload(local: LocalSlack, request: web.BaseRequest) -> web.Response:
    """Take what is uploaded to an address that `files.getUploadURLExternal` gave."""
    return web.Response(status=404)


def download(local: LocalSlack, request: web.BaseRequest) -> web.Response:
    """Give what is in a file to an app that sees it."""
    return web.Response(status=404)
