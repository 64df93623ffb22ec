"""/remind: what members want to be told of, when; milestones with a day, the weekly digest, quiet hours."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from mentorbot import clock
from mentorbot.chat import Card, Form
from mentorbot.chat.declare import MenuOn, command, menu, press, sent
from mentorbot.chat.options import Message, Suggestion, choice, text, whole
from mentorbot.chat.turn import Press, Turn, Typing, number
from mentorbot.errors import UserError
from mentorbot.forms.asking import ask_back
from mentorbot.guide.load import guide_for
from mentorbot.members import quiet_hours
from mentorbot.members.service import MemberView
from mentorbot.progress import cards as progress_cards
from mentorbot.progress import service as progress
from mentorbot.reminders import cards, digest, moving, planned, plans, service
from mentorbot.reminders.models import MOST_WHAT, ReminderState
from mentorbot.reminders.service import Asked, ReminderView
from mentorbot.times import when
from mentorbot.times.typed import read_back_day, said_at
from mentorbot.times.when import MOST_TYPED, When
from mentorbot.times.words import WEEKDAYS

SNOOZE: Final = timedelta(hours=1)
EXAMPLES: Final = (
    "tomorrow 9am",
    "in 1 hour",
    "in 3 weeks",
    "next Tuesday 5pm",
    "first Friday of October",
    "every Monday 9am",
    "the 15th of every month",
)


async def suggest_times(typing: Typing) -> Sequence[Suggestion]:
    """What is understood of what was typed so far; or examples."""
    try:
        member, found = await _understand(typing, typing.typed)
    except UserError:
        begun = typing.typed.strip().lower()
        return [Suggestion(one, one) for one in EXAMPLES if one.lower().startswith(begun)]
    return [Suggestion(cards.understood(typing.typed, found, member.time_zone), typing.typed)]


@command(
    "remind me",
    "Remind me of something, at a time in plain words.",
    text("what", "What to remind you of.", least=1, most=MOST_WHAT),
    text(
        "when",
        "When: “next Tuesday 5pm”, “in 3 weeks”, “every Monday 9am”, “first Friday of October” …",
        least=1,
        most=MOST_TYPED,
        suggest=suggest_times,
        ends=when.can_be_read,
    ),
)
async def draft_reminder(turn: Turn, what: str, when: str) -> Card:
    """What was understood, to be kept or changed."""
    return await _draft(turn, what, when)


@command("remind list", "See your reminders; change or cancel them.")
async def list_reminders(turn: Turn) -> Card:
    """The first page of what waits."""
    return await _list(turn, 1)


@command(
    "remind digest",
    "Once a week, what is next for you and what is due: on or off, and when.",
    choice("day", "On which day.", dict(enumerate(WEEKDAYS))),
    whole("hour", "At which hour of your day, 0 to 23.", 0, 23),
)
async def set_digest(turn: Turn, day: int | None = None, hour: int | None = None) -> Card:
    """How the digest is set; or with a day or an hour, it is turned on."""
    if day is not None or hour is not None:
        return await _turn_digest_on(turn, day, hour)
    async with turn.read() as connection:
        member, view = await digest.find_setting(connection, turn.caller)
    return planned.digest_setting_card(member, view)


@command("remind quiet", "Hours in which I write nothing to you.")
async def show_quiet_hours(turn: Turn) -> Card:
    """Which hours are quiet."""
    async with turn.read() as connection:
        found = await quiet_hours.find_quiet(connection, turn.caller)
    return planned.quiet_card(found)


@press("reminders:keep")
async def keep_reminder(press: Press) -> Card:
    """What was understood is as it was meant."""
    async with press.change() as session:
        kept = await service.keep_reminder(session, press.caller, number(press.argument))
    return cards.kept_card(kept)


@press("reminders:list")
async def turn_to_reminders(press: Press) -> Card:
    """A page of what waits."""
    return await _list(press, max(number(press.argument), 1))


@press("reminders:open")
async def open_reminder(press: Press) -> Card:
    """One reminder, and what can be done with it."""
    return cards.open_card(await _find(press))


@press("reminders:edit")
async def ask_for_change(press: Press) -> Form:
    """Other words and another time."""
    return cards.edit_form(await _find(press))


@sent("reminders:save")
async def change_reminder(press: Press) -> Card:
    """Take other words and another time in."""
    typed = press.typed.get("when", "")
    what = service.read_words(press.typed.get("what", ""))
    kept = await _find(press)
    if typed.strip() == kept.typed.strip() and kept.next_at > clock.now():
        # "In 2 hours" would begin anew.
        async with press.change() as session:
            changed = await service.reword_reminder(session, press.caller, kept.id, what)
        return cards.changed_card(changed, "")
    _, found = await _understand(press, typed)
    # Of a draft the answer is what is shown back.
    read = [] if kept.state is ReminderState.DRAFT else cards.read_back(typed, found)
    if back := await ask_back(press, "reminders:save", read):
        return back
    asked = Asked(what, typed, found)
    async with press.change() as session:
        changed = await service.change_reminder(session, press.caller, number(press.argument), asked)
    return cards.changed_card(changed, found.assumed)


@press("reminders:cancel")
async def cancel_reminder(press: Press) -> Card:
    """Take a reminder back."""
    async with press.change() as session:
        gone = await service.cancel_reminder(session, press.caller, number(press.argument))
    return cards.cancelled_card(gone)


@press("reminders:move")
async def move_to_new_clock(press: Press) -> Card:
    """What comes again comes by the clock of where one lives now."""
    member, _, before = press.argument.partition(":")
    async with press.change() as session:
        moved = await moving.move_clock(session, press.caller, number(member), before)
    return cards.moved_card(moved)


@press("reminders:stay")
async def leave_on_old_clock(press: Press) -> Card:
    """What comes again goes on by the clock of where one lived."""
    return cards.left_card(press.argument.partition(":")[2])


@press("reminders:done")
async def finish_reminder(press: Press) -> Card:
    """What has come is done."""
    async with press.change() as session:
        done = await service.finish_reminder(session, press.caller, number(press.argument))
    return cards.done_card(done)


@press("reminders:hour")
async def snooze_reminder(press: Press) -> Card:
    """Let it come again in an hour."""
    async with press.change() as session:
        until = clock.now() + SNOOZE
        put_off = await service.put_off(session, press.caller, number(press.argument), until)
    return cards.put_off_card(put_off)


@press("reminders:tomorrow")
async def put_off_to_tomorrow(press: Press) -> Card:
    """Let it come again tomorrow at its time of day."""
    async with press.change() as session:
        put_off = await service.put_off_to_tomorrow(session, press.caller, number(press.argument))
    return cards.put_off_card(put_off)


@press("reminders:pick")
async def ask_for_time(press: Press) -> Form:
    """To when it is put off."""
    return cards.pick_form(await _find(press))


@sent("reminders:picked")
async def put_off_reminder(press: Press) -> Card:
    """Let it come again at the time that was given."""
    typed = press.typed.get("when", "")
    _, found = await _understand(press, typed)
    until = when.check_once(found, service.ONLY_ONCE)
    if back := await ask_back(press, "reminders:picked", cards.read_back(typed, found)):
        return back
    async with press.change() as session:
        put_off = await service.put_off(session, press.caller, number(press.argument), until)
    return cards.put_off_card(put_off)


@press("reminders:about")
async def ask_about_milestone(press: Press) -> Form:
    """When to be reminded of a milestone."""
    async with press.read() as connection:
        standing = await progress.load_standing(connection, press.caller)
    milestone = standing.told(guide_for(press)).milestone(press.argument)
    return cards.about_form(milestone.id, milestone.title)


@sent("reminders:ask", anew=True)
async def draft_about_milestone(press: Press) -> Card:
    """What was understood of a reminder about a milestone."""
    milestone = guide_for(press).milestone(press.argument)
    return await _draft(press, press.typed.get("what", ""), press.typed.get("when", ""), milestone.id)


@menu("Remind me of this", "Be reminded of this message when you want to be.", MenuOn.MESSAGE)
async def ask_about_message(turn: Turn, message: Message) -> Form:
    """When to be reminded of a message."""
    return cards.message_form(message.text)


@sent("reminders:message", anew=True)
async def draft_about_message(press: Press) -> Card:
    """What was understood of a reminder about a message."""
    return await _draft(press, press.typed.get("what", ""), press.typed.get("when", ""))


@press("reminders:plan")
async def ask_for_day(press: Press) -> Form:
    """By which day to have a milestone done."""
    async with press.read() as connection:
        proposed = await plans.propose_day(connection, press.caller, guide_for(press), press.argument)
    return planned.plan_form(proposed)


@sent("reminders:planned", anew=True)
async def plan_milestone(press: Press) -> Card:
    """Plan a milestone for a day."""
    guide = guide_for(press)
    guide.milestone(press.argument)
    typed = press.typed.get("day", "")
    member, found = await _understand(press, typed)
    day = plans.day_of(when.check_once(found, plans.ONE_DAY), member)
    plans.check_day(day, member)
    if back := await ask_back(press, "reminders:planned", read_back_day("By", typed, day)):
        return back
    async with press.change() as session:
        plan = await plans.plan_milestone(session, press.caller, guide, press.argument, day)
    return planned.planned_card(plan.milestone, plan.member, plan.due_on, plan.nudges)


@press("reminders:reached")
async def mark_reached(press: Press) -> Card:
    """The milestone of a nudge is done."""
    member, _, item = press.argument.partition(":")
    guide = guide_for(press)
    async with press.change() as session:
        marked = await plans.mark_reached(session, press.caller, guide, number(member), item)
    following = progress.choose_next(guide, marked.standing, clock.now())
    return progress_cards.marked_card(marked, following, guide)


@press("reminders:unplan")
async def drop_plan(press: Press) -> Card:
    """Forget the day of a milestone."""
    member, _, item = press.argument.partition(":")
    async with press.change() as session:
        was = await plans.drop_plan(session, press.caller, number(member), item)
    return planned.unplanned_card(guide_for(press).milestones.get(item), was=was)


@press("reminders:digest_on")
async def turn_usual_digest_on(press: Press) -> Card:
    """Turn the digest on, at its usual time."""
    return await _turn_digest_on(press, digest.USUAL_WEEKDAY, digest.USUAL_HOUR)


@press("reminders:digest_choose")
async def ask_for_digest(press: Press) -> Form:
    """On which day and at which hour the digest is to come."""
    async with press.read() as connection:
        _, view = await digest.find_setting(connection, press.caller)
    return planned.digest_form(view)


@sent("reminders:digest_chosen")
async def take_digest(press: Press) -> Card:
    """Turn the digest on, at the time that was chosen."""
    weekday, hour = digest.read_time(press.typed.get("weekday", ""), press.typed.get("hour", ""))
    return await _turn_digest_on(press, weekday, hour)


@press("reminders:digest_off")
async def turn_digest_off(press: Press) -> Card:
    """Send no digest any more."""
    async with press.change() as session:
        was = await digest.turn_off(session, press.caller, number(press.argument))
    return planned.digest_off_card(was=was)


@press("reminders:quiet_choose")
async def ask_for_quiet_hours(press: Press) -> Form:
    """From when to when it is to be quiet."""
    async with press.read() as connection:
        found = await quiet_hours.find_quiet(connection, press.caller)
    return planned.quiet_form(found)


@sent("reminders:quiet_chosen")
async def take_quiet_hours(press: Press) -> Card:
    """Keep quiet in these hours."""
    start, end = (when.read_time(press.typed.get(name, "")) for name in ("from", "until"))
    async with press.change() as session:
        found = await quiet_hours.set_quiet(session, press.caller, start, end)
    return planned.quiet_card(found)


@press("reminders:quiet_off")
async def end_quiet_hours(press: Press) -> Card:
    """No quiet hours any more."""
    async with press.change() as session:
        found = await quiet_hours.set_quiet(session, press.caller, None, None)
    return planned.quiet_card(found)


async def _draft(turn: Turn, what: str, typed: str, item: str | None = None) -> Card:
    _, found = await _understand(turn, typed)
    asked = Asked(service.read_words(what), typed, found, item)
    async with turn.change() as session:
        draft = await service.draft_reminder(session, turn.caller, asked)
    return cards.confirm_card(draft, found.assumed)


async def _understand(turn: Turn, typed: str) -> tuple[MemberView, When]:
    """Understand a time on the caller's clock; in a thread, because other languages take their time."""
    async with turn.read() as connection:
        member = await service.find_member(connection, turn.caller)
    found = await asyncio.to_thread(when.read_when, typed, member.time_zone, said_at())
    if found.at <= clock.now():
        raise UserError("That time has passed meanwhile. Please give a later one.")
    return member, found


async def _find(press: Press) -> ReminderView:
    async with press.read() as connection:
        return await service.find_reminder(connection, press.caller, number(press.argument))


async def _list(turn: Turn, page: int) -> Card:
    async with turn.read() as connection:
        found = await service.find_page(connection, turn.caller, page, cards.PAGE_SIZE)
    return cards.list_card(found.reminders, found.total, found.number)


async def _turn_digest_on(turn: Turn, weekday: int | None, hour: int | None) -> Card:
    async with turn.change() as session:
        view = await digest.turn_on(session, turn.caller, weekday, hour)
    return planned.digest_setting_card(view.member, view)
