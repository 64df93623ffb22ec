"""A group for those who come: a role on Discord, given and taken away by itself."""

from datetime import timedelta

from events.test_discord import Hall, empty_town, hall, town, until

from mentorbot import clock
from mentorbot.chat.loops import Loops
from mentorbot.events.commands.guests import keep_groups
from mentorbot.sandbox.discord.api import lives
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import Role

__all__ = ["empty_town", "hall", "town"]


def role_of(hall: Hall) -> Role | None:
    return next((one for one in hall.town.guild.roles.values() if one.name.startswith("Finance")), None)


def has_it(hall: Hall, person: Person) -> bool:
    role = role_of(hall)
    return role is not None and role.id in hall.town.guild.members[str(person.id)].roles


def place(hall: Hall, role: Role, position: int) -> None:
    """Drag a role to another place."""
    role.position = position
    lives.role_changed(hall.town.sandbox, "GUILD_ROLE_UPDATE", hall.town.guild, role)


def look(hall: Hall) -> None:
    """Let the loop come round now."""
    hall.town.bot.program.part(Loops).ring(keep_groups)


def may_give_roles(hall: Hall) -> None:
    """Give the bot a role of its own with Manage Roles."""
    guild, sandbox = hall.town.guild, hall.town.sandbox
    own = sandbox.add_role(guild, "mentorbot", permissions.MANAGE_ROLES)
    own.position = 5
    member = guild.members[str(hall.town.bot.user.id)]
    member.roles = [*member.roles, own.id]
    lives.role_changed(sandbox, "GUILD_ROLE_UPDATE", guild, own)
    lives.member_changed(sandbox, member)


async def test_whoever_comes_has_the_role_until_they_do_not_or_it_is_over(hall: Hall) -> None:
    alice, bob = hall.town.alice, hall.town.bob
    for one in (alice, bob, hall.boss):
        await hall.town.enrol(one)
    await hall.publish()
    await hall.say(alice, "Going")
    group = await (await hall.manage()).click("A group for them")
    assert "It has none" in group.text
    refused = await group.click("Have one")
    assert "Manage Roles" in refused.text
    may_give_roles(hall)
    on = await (await (await hall.manage()).click("A group for them")).click("Have one")
    assert "It is on" in on.text
    look(hall)
    await until(lambda: has_it(hall, alice))
    role = role_of(hall)
    assert role is not None
    assert role.permissions == 0
    assert not has_it(hall, bob)
    # Somebody drags it above the bot's own: organizers are told once, and then it comes right.
    place(hall, role, 9)
    await hall.say(bob, "Going")
    await hall.say(alice, "Can't")
    look(hall)
    assert "drag my role above it" in (await hall.boss.wait_for_dm("needs a look")).text
    place(hall, role, 1)
    clock.advance(timedelta(minutes=11))
    look(hall)
    await until(lambda: has_it(hall, bob) and not has_it(hall, alice))
    assert "1 person is" in (await (await hall.manage()).click("A group for them")).text
    clock.advance(timedelta(days=31))
    look(hall)
    await until(lambda: role_of(hall) is None)
