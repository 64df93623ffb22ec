"""A person's browser, as far as installing an app needs one."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urljoin, urlsplit

import aiohttp

from mentorbot.sandbox.slack.interactions.oauth import PREFIX as AUTHORIZE
from mentorbot.sandbox.slack.people.hands import Hands
from mentorbot.sandbox.slack.people.screen import ClientRefusedError

SLACK = ("https://slack.com", "https://www.slack.com", "https://app.slack.com")
LINK = re.compile(r"""href=["']([^"']*/oauth/v2/authorize[^"']*)["']""")
MOST_STEPS = 10


@dataclass(frozen=True, slots=True)
class Page:
    """What the browser shows in the end."""

    address: str
    status: int
    text: str


class Browser:
    """A browser in which a person is signed in to the local Slack.

    Args:
        person: Whose it is.
    """

    def __init__(self, person: Hands) -> None:
        self.person = person
        self._cookies: dict[str, SimpleCookie] = {}

    async def install(self, address: str, *, whole: bool = False, allow: bool = True) -> Page:
        """Open an app's page for installing it, go on to Slack's, decide there, and go where it leads.

        Args:
            address: The app's page, or Slack's own with what the app asks for.
            whole: Whether to install it for the whole organization.
            allow: Whether to let the app in.
        """
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            page = await self._open(session, "GET", address)
            if AUTHORIZE not in page.address:
                found = LINK.search(page.text)
                if found is None:
                    raise ClientRefusedError(f"There is no link to Slack on {address}:\n{page.text}")
                page = await self._open(session, "GET", html.unescape(found[1]))
            if page.status != 200 or AUTHORIZE not in page.address:
                return page
            chosen = {
                "answer": "allow" if allow else "deny",
                "who": f"{self.person.id} {self.person.team.id}",
                "whole": "yes" if whole else "",
            }
            return await self._open(session, "POST", page.address, chosen)

    async def open(self, address: str) -> Page:
        """Open an address, and go where it leads."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            return await self._open(session, "GET", address)

    async def _open(
        self, session: aiohttp.ClientSession, method: str, address: str, form: dict[str, str] | None = None
    ) -> Page:
        for _ in range(MOST_STEPS):
            address = self._here(address)
            host = urlsplit(address).netloc
            jar = self._cookies.setdefault(host, SimpleCookie())
            headers = {"Cookie": "; ".join(f"{name}={one.value}" for name, one in jar.items())}
            async with session.request(
                method, address, data=form, headers=headers, allow_redirects=False
            ) as response:
                jar.update(response.cookies)
                text = await response.text()
                if response.status not in {301, 302, 303, 307}:
                    return Page(address, response.status, text)
                address = urljoin(address, response.headers["Location"])
                method, form = "GET", None
        raise ClientRefusedError(f"Too many steps from one address to the next; the last is {address}.")

    def _here(self, address: str) -> str:
        """An address of Slack's, in this sandbox."""
        for one in SLACK:
            if address.startswith(one + "/"):
                return self.person.slack.url + address[len(one) :]
        return address
