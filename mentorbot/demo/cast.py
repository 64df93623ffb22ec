"""The people of the demo: what they are called, and in a few words who they are, whatever they do there."""

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.sandbox import Sandbox
from mentorbot.sandbox.discord.world.guilds import Guild, Role

HOME: Final = ZoneInfo("America/Chicago")
"""Where everybody in the demo lives; their devices show times of there."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of them.

    Args:
        username: What one types to be them.
        name: What others see.
        role: Who they are, in a few words that stay true.
    """

    username: str
    name: str
    role: str


NEWCOMER: Final = Part("leo", "Leo Lindgren", "new here")
STUDENT: Final = Part("maya", "Maya Torres", "student")
MENTOR: Final = Part("daniel", "Daniel Reyes", "mentor, leads a nursing home")
SECOND_MENTOR: Final = Part("ruth", "Ruth Novak", "mentor, directs a hospital's finances")
ORGANIZER: Final = Part("grace", "Grace Okafor", "organizer, owns this place")
ROLES: Final = {one.username: one.role for one in (NEWCOMER, STUDENT, MENTOR, SECOND_MENTOR, ORGANIZER)}
"""Who is who, by what one types to be them."""
INVITES: Final = ("Start", "start")
"""What whoever is new can begin with: the words of a button, and the command that it uses."""


def add_part(sandbox: Sandbox, part: Part, *guilds: Guild, roles: tuple[Role, ...] = ()) -> Person:
    """Let one of them be there, and join these servers."""
    person = sandbox.add_person(part.username)
    person.user.global_name = part.name
    for guild in guilds:
        sandbox.join(person.user, guild, roles=roles)
    return person
