"""A group for those who come: a role on Discord, a user group on Slack, given and taken away by itself."""

from datetime import timedelta

from events.test_discord import Hall, empty_town, hall, town, until
from on_slack.test_posts import announced
from slack_town import SlackTown, empty_slack_town, slack_town

from mentorbot import clock
from mentorbot.chat.loops import Loops
from mentorbot.events.commands.guests import keep_groups
from mentorbot.sandbox.discord.api import lives
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import Overwrite, Role

__all__ = ["empty_slack_town", "empty_town", "hall", "slack_town", "town"]


def role_of(hall: Hall) -> Role | None:
    return next((one for one in hall.town.guild.roles.values() if one.name.startswith("Finance")), None)


def has_it(hall: Hall, person: Person) -> bool:
    role = role_of(hall)
    return role is not None and role.id in hall.town.guild.members[str(person.id)].roles


def place(hall: Hall, role: Role, position: int) -> None:
    """Drag a role to another place."""
    role.position = position
    lives.role_changed(hall.town.sandbox, "GUILD_ROLE_UPDATE", hall.town.guild, role)


def delete(hall: Hall, role: Role) -> None:
    """Take a role away, from everybody."""
    guild = hall.town.guild
    del guild.roles[role.id]
    for one in guild.members.values():
        one.roles = [id_ for id_ in one.roles if id_ != role.id]
    lives.role_changed(hall.town.sandbox, "GUILD_ROLE_DELETE", guild, role)


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
    # Somebody deletes it: organizers are told, and those who come get another once one of them says so.
    delete(hall, role)
    assert "has one made" in (await hall.boss.wait_for_dm("was deleted.")).text
    await (await (await hall.manage()).click("A group for them")).click("Have another")
    look(hall)
    await until(lambda: has_it(hall, bob))
    clock.advance(timedelta(days=31))
    look(hall)
    await until(lambda: role_of(hall) is None)


async def test_those_who_come_get_a_role_that_there_is_and_whoever_had_it_keeps_it(hall: Hall) -> None:
    alice, bob, guild = hall.town.alice, hall.town.bob, hall.town.guild
    sandbox, admin = hall.town.sandbox, hall.town.sandbox.add_role(hall.town.guild, "admins", 8)
    role = sandbox.add_role(guild, "Conference")
    may_give_roles(hall)
    for one in (alice, bob, hall.boss):
        await hall.town.enrol(one)
    await hall.publish()
    (choice, *_) = await hall.boss.type("organize event role", event="Finance")

    async def choose(which: Role) -> str:
        given = {"event": choice.value, "role": which}
        return str((await hall.boss.slash("organize event role", given)).text)

    # What an organizer could not give by hand, or lets people do more, is not given for them.
    assert "You could not give “Conference” yourself" in await choose(role)
    boss = guild.members[str(hall.boss.id)]
    place(hall, admin, 6)
    boss.roles = [*boss.roles, admin.id]
    lives.member_changed(sandbox, boss)
    assert "may do more than take part (Administrator)" in await choose(admin)
    assert "Everybody has that role" in await choose(guild.roles[guild.id])
    place(hall, role, 9)
    assert "drag my role above it" in await choose(role)
    place(hall, role, 1)
    hall.channel.overwrites[role.id] = Overwrite(role.id, 0, permissions.MANAGE_MESSAGES)
    lives.channel_changed(sandbox, "CHANNEL_UPDATE", hall.channel)
    assert "(Manage Messages)" in await choose(role)
    hall.channel.overwrites.clear()
    lives.channel_changed(sandbox, "CHANNEL_UPDATE", hall.channel)
    # Bob has it by hand; who comes gets it, and he keeps it when he cannot come any more.
    guild.members[str(bob.id)].roles.append(role.id)
    lives.member_changed(sandbox, guild.members[str(bob.id)])
    group = await (await hall.manage()).click("A group for them")
    picked = await group.select("Or take a role that there is", [role])
    assert f"get into <@&{role.id}>" in picked.text
    await hall.say(alice, "Going")
    await hall.say(bob, "Going")
    look(hall)

    def having() -> set[str]:
        return {one.user.username for one in guild.members.values() if role.id in one.roles}

    await until(lambda: having() == {"alice", "bob"})
    await hall.say(bob, "Can't")
    look(hall)
    # It is changed so that it may not be given any more: nobody new gets it, and organizers are told.
    await hall.say(hall.boss, "Going")
    role.permissions = permissions.BAN_MEMBERS
    lives.role_changed(sandbox, "GUILD_ROLE_UPDATE", guild, role)
    look(hall)
    assert "may do more than take part" in (await hall.boss.wait_for_dm("needs a look")).text
    assert having() == {"alice", "bob"}
    role.permissions = 0
    lives.role_changed(sandbox, "GUILD_ROLE_UPDATE", guild, role)
    clock.advance(timedelta(minutes=11))
    look(hall)
    await until(lambda: having() == {"alice", "bob", "boss"})
    # Whoever erases themselves is let out of it; at the end all are who came, and the role stays.
    erase = await alice.slash("privacy erase")
    await erase.click("Erase it all")
    look(hall)
    await until(lambda: having() == {"bob", "boss"})
    clock.advance(timedelta(days=31))
    look(hall)
    await until(lambda: having() == {"bob"})
    assert role.id in guild.roles


async def test_those_who_come_on_slack_get_into_a_user_group_that_there_is(slack_town: SlackTown) -> None:
    town, loop = slack_town, keep_groups
    group = town.sandbox.add_group(town.team, "conference", town.alice.user)
    dora = town.sandbox.add_person("dora", town.team)
    assert town.program is not None
    await announced(town)
    for one in (town.alice, town.bob, town.owner):
        await town.enrol(one)
        await (await one.wait_for_message(town.general, "Budgets")).click("Going")
    line = f"/organize event role Budgets role:<!subteam^{group.id}>"
    assert "Only organizers" in (await dora.slash(line)).text
    town.team.apps_change_groups = False
    assert f"get into <!subteam^{group.id}" in (await town.owner.slash(line)).text
    town.program.part(Loops).ring(loop)
    assert (
        "only admins may change user groups"
        in (await town.owner.wait_for_message(town.general, "needs a look")).text
    )
    town.team.apps_change_groups = True
    clock.advance(timedelta(minutes=11))
    town.program.part(Loops).ring(loop)
    await until(lambda: len(group.users) == 3)
    # Those who were in it before stay when it is over; Slack lets nobody empty one.
    clock.advance(timedelta(days=11))
    town.program.part(Loops).ring(loop)
    await until(lambda: group.users == [town.alice.id])
