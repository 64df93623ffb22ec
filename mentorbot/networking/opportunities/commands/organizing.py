"""/setup opportunities, review and import: what organizers do."""

from mentorbot import clock
from mentorbot.chat import Card, Form, posting
from mentorbot.chat.declare import Audience, command, press, sent
from mentorbot.chat.options import Channel, ChannelKind, File, Group, channel, file, group, yes_no
from mentorbot.chat.readers import Readers
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.mentoring.handled import noted_card
from mentorbot.networking.opportunities import cards, forms, imports, list_cards, rights, service, sharing
from mentorbot.networking.opportunities import posting as opening
from mentorbot.networking.opportunities.terms import OpportunityState


@command(
    "setup opportunities",
    "Where opportunities are shown, and who may.",
    channel(
        "channel",
        "Where opportunities are shown: a text channel, or a forum with tags.",
        ChannelKind.TEXT,
        ChannelKind.FORUM,
    ),
    group("posters", "Only this role or group may post, besides organizers; @everyone for all members."),
    channel(
        "review", "Where organizers look at what is handed in or reported; best a channel only they see."
    ),
    yes_no("approval", "Whether an organizer looks at each before it is shown."),
    audience=Audience.ORGANIZERS,
)
async def choose_channel(
    turn: Turn,
    channel: Channel,
    posters: Group | None = None,
    review: Channel | None = None,
    approval: bool | None = None,
) -> Card:
    """Say where opportunities are shown, and who may share them; what is left out stays as it is."""
    community = rights.check_manager(turn.caller, turn.rights)
    for one in (channel, review):
        if one is not None:
            access = await turn.platform.find_access(community, one.id)
            posting.check_post(access, one.id)
    role = ("" if posters.everybody else posters.id) if posters else None
    review_id = review.id if review else None
    async with turn.change() as session:
        found = await rights.set_up(
            session, turn.caller, turn.rights, channel.id, review_id, role, approval=approval
        )
    return cards.channel_card(
        found.channel_id, found.review_channel_id, found.poster_role, approval=found.approval
    )


@command(
    "organize opportunity review",
    "What was handed in and waits for you.",
    audience=Audience.ORGANIZERS,
)
async def show_waiting(turn: Turn) -> Card:
    """What waits for an organizer."""
    return await _waiting_card(turn, 1)


@press("opportunities:waiting")
async def turn_waiting(press: Press) -> Card:
    """Another page of it."""
    return await _waiting_card(press, number(press.argument, 1))


@command(
    "organize opportunity import",
    "Take in many at once, from a CSV file.",
    file("file", "A table with the columns kind, title, organization, and more if you like."),
    audience=Audience.ORGANIZERS,
)
async def look_at_file(turn: Turn, file: File) -> Card:
    """A look at every row, before any is taken in."""
    async with turn.read() as connection:
        await rights.require_organizer(connection, turn.caller, turn.rights)
    imports.LAYOUT.check_size(file.size)
    readers = turn.part(Readers, Readers)
    rows = await readers.read_table(turn.caller.place, await file.read(), imports.LAYOUT)
    async with turn.change() as session:
        preview = await imports.look_at_file(session, turn.caller, turn.rights, rows)
    return list_cards.preview_card(preview)


@press("opportunities:take_in")
async def take_in(press: Press) -> Card:
    """Open all that is sound in the file."""
    async with press.change() as session:
        opened = await imports.take_in(session, press.caller, press.rights, number(press.argument))
    return list_cards.taken_in_card(len(opened), opened[0].channel_id if opened else "")


@press("opportunities:leave_out")
async def leave_out(press: Press) -> Card:
    """Take nothing in."""
    async with press.change() as session:
        await imports.leave_out(session, press.caller, press.rights, number(press.argument))
    return list_cards.taken_in_card(0, "")


@press("opportunities:approve", "opportunities:decline", anew=True)
async def decide_on_opportunity(press: Press) -> Card:
    """Show what was handed in, or do not."""
    approve = press.verb == "approve"
    async with press.change() as session:
        found = await opening.decide_on_opportunity(
            session, press.caller, press.rights, number(press.argument), approve=approve
        )
    if press.seen_by_all:
        press.renew(cards.reviewed_card(found, press.caller.user_id))
    return cards.reviewed_card(found)


@press("opportunities:review")
async def look_at_waiting(press: Press) -> Card:
    """One of those that wait, to decide on it."""
    async with press.read() as connection:
        await rights.require_organizer(connection, press.caller, press.rights)
        found = await sharing.find_managed(connection, press.caller, press.rights, number(press.argument))
    return cards.look_card(found.opportunity, clock.now())


@press("opportunities:say_why")
async def ask_why(press: Press) -> Form:
    """The form in which organizers say why they declined."""
    async with press.read() as connection:
        found = await opening.find_declined(connection, press.caller, press.rights, number(press.argument))
    return forms.why_form(found.id)


@sent("opportunities:why", anew=True)
async def explain_decline(press: Press) -> Card:
    """Tell its author why it is not shown."""
    async with press.change() as session:
        found = await opening.explain_decline(
            session, press.caller, press.rights, number(press.argument), press.typed.get("reason", "")
        )
    return cards.explained_card(found)


@press("opportunities:handled", anew=True)
async def mark_handled(press: Press) -> Card:
    """Say that one looks after what was handed in, or reported."""
    async with press.read() as connection:
        await rights.require_organizer(connection, press.caller, press.rights)
        found = (
            await sharing.find_managed(connection, press.caller, press.rights, number(press.argument))
        ).opportunity
    if press.seen_by_all:
        by, waits = press.caller.user_id, found.state is OpportunityState.WAITING
        press.renew(cards.review_card(found, clock.now(), by) if waits else cards.seen_card(found, by))
    return noted_card()


async def _waiting_card(turn: Turn, page: int) -> Card:
    async with turn.read() as connection:
        waiting = await service.find_waiting(connection, turn.caller, turn.rights)
    return list_cards.waiting_card(waiting, page)
