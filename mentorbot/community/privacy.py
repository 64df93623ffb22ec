"""What is stored about a person: handing it to them, and erasing it.

Every table has its rule here. A feature with a new table writes an export and an erasure in its service and
adds them below; a test fails for a table that is in neither list.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any, Final

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.credits import proofs
from mentorbot.credits import service as credit
from mentorbot.db import Session
from mentorbot.delivery import direct
from mentorbot.delivery import service as delivery
from mentorbot.errors import UserError
from mentorbot.events import feeds, guests, organizers, polls, returning, rsvp, subscriptions
from mentorbot.forms import service as forms
from mentorbot.meetings import service as meetings
from mentorbot.members import reaching, traces
from mentorbot.members import service as members
from mentorbot.members.traces import Kept
from mentorbot.mentoring import acts
from mentorbot.mentoring.hours import privacy as office_hours
from mentorbot.mentoring.mentorships import (
    agreement,
    circles,
    ending,
    feedback,
    goals,
    midway,
    signs,
)
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.organizing import privacy as taking_in
from mentorbot.mentoring.profiles import blocks
from mentorbot.mentoring.profiles import questions as questions_asked
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.reports import service as reports
from mentorbot.mentoring.requests import privacy as request_privacy
from mentorbot.mentoring.requests import questions
from mentorbot.mentoring.rounds import privacy as matches
from mentorbot.networking.directory import introductions
from mentorbot.networking.directory import service as directory
from mentorbot.networking.interviews import offering
from mentorbot.networking.interviews import service as interviews
from mentorbot.networking.intros import groups, rounds
from mentorbot.networking.intros import parting as intro_parting
from mentorbot.networking.intros import service as taking_part
from mentorbot.networking.opportunities import privacy as opportunities
from mentorbot.progress import service as progress
from mentorbot.reminders import digest, plans
from mentorbot.reminders import service as reminders

NOTHING: Final = "Nothing is stored about you here, so there is nothing to hand out or erase."

Export = Callable[[Session, Sequence[int]], Awaitable[dict[int, Any]]]
Erase = Callable[[Session, Sequence[int]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Rule:
    """How one table's rows about a person are handed out and erased.

    Args:
        export: For the ids of members, what is stored about each, by id.
        erase: Deletes every row about these members.
    """

    export: Export
    erase: Erase


# In the order of erasing: what hangs from a member goes before the member.
PERSONAL: Final[dict[str, Rule]] = {
    "delivery": Rule(delivery.export, delivery.erase),
    "direct_channel": Rule(direct.export, direct.erase),
    "credit_proof": Rule(proofs.export, proofs.erase),
    "credit_entry": Rule(credit.export_entries, credit.erase_entries),
    "credit_goal": Rule(credit.export_goals, credit.erase_goals),
    "event_feed_keeper": Rule(feeds.export, feeds.erase),
    "event_organizer": Rule(organizers.export, organizers.erase),
    "event_guest": Rule(guests.export, guests.erase),
    "event_poll_tick": Rule(polls.export, polls.erase),
    "event_rsvp": Rule(rsvp.export, rsvp.erase),
    "calendar_link": Rule(subscriptions.export, subscriptions.erase),
    "event_left": Rule(returning.export, returning.erase),
    "meeting": Rule(meetings.export_proposed, meetings.erase_proposed),
    "meeting_member": Rule(meetings.export, meetings.erase),
    "interview_request": Rule(interviews.export, interviews.erase),
    "interview_offer": Rule(offering.export, offering.erase),
    "intro_left": Rule(intro_parting.export, intro_parting.erase),
    "intro_person": Rule(rounds.export, groups.erase),
    "intro_member": Rule(taking_part.export, taking_part.erase),
    "match_mark": Rule(matches.export_marks, matches.erase_marks),
    "match_result": Rule(matches.export_results, matches.erase_results),
    "match_rule": Rule(matches.export_rules, matches.erase_rules),
    "match_signup": Rule(matches.export_signups, matches.erase_signups),
    "request_message": Rule(questions.export, questions.erase),
    "mentor_request": Rule(request_privacy.export, request_privacy.erase),
    "request_choice": Rule(request_privacy.export_choices, request_privacy.erase_choices),
    "mentorship_agreement": Rule(agreement.export, agreement.erase),
    "mentorship_goal": Rule(goals.export, goals.erase),
    "mentorship_check_in": Rule(signs.export, signs.erase),
    "mentorship_feedback": Rule(feedback.export, feedback.erase),
    "mentorship_midway": Rule(midway.export, midway.erase),
    "report": Rule(reports.export, reports.erase),
    "report_note": Rule(reports.export_notes, reports.erase_notes),
    "mentoring_act": Rule(acts.export, acts.erase),
    "mentorship": Rule(pairing.export, ending.erase),
    "circle_peer": Rule(circles.export_peers, ending.erase_peers),
    "circle": Rule(circles.export_led, circles.erase_led),
    "office_booking": Rule(office_hours.export_bookings, office_hours.erase_bookings),
    "office_hours": Rule(office_hours.export_hours, office_hours.erase_hours),
    "block": Rule(blocks.export, blocks.erase),
    "block_ahead": Rule(blocks.export_ahead, blocks.erase_ahead),
    "mentoring_import": Rule(taking_in.export_files, taking_in.erase_files),
    "mentoring_invite": Rule(taking_in.export, taking_in.erase),
    "mentoring_reply": Rule(questions_asked.export, questions_asked.erase),
    "mentor": Rule(profiles.export_mentors, profiles.erase_mentors),
    "mentee": Rule(profiles.export_mentees, profiles.erase_mentees),
    "introduction": Rule(introductions.export, introductions.erase),
    "directory_value": Rule(directory.export, directory.erase),
    **{
        table: Rule(
            partial(opportunities.export, name=table),
            partial(opportunities.erase, name=table),
        )
        for table in opportunities.NAMES
    },
    "reminder": Rule(reminders.export, reminders.erase),
    "plan": Rule(plans.export, plans.erase),
    "digest": Rule(digest.export, digest.erase),
    **{
        table: Rule(partial(forms.export, name=table), partial(forms.erase, name=table))
        for table in forms.NAMES
    },
    "progress": Rule(progress.export, progress.erase),
    "trace": Rule(traces.export, traces.erase),
    "member": Rule(members.export, members.erase),
}

Keep = Callable[[Session, Sequence[int]], Awaitable[list[Kept]]]

KEPT: Final[tuple[Keep, ...]] = (
    blocks.keep,
    request_privacy.keep,
    introductions.keep,
    interviews.keep,
    opportunities.keep,
    reports.keep,
    acts.keep,
    reaching.keep,
)
"""What stays of somebody who erased themselves, without who they were: see members/traces.py."""

NOT_PERSONAL: Final[dict[str, str]] = {
    "mentoring_talk": "Where the two of a mentorship, or a circle, talk; not who they are.",
    "community": "The id and name of a server or workspace, the role of those who organize, and its clock.",
    "notice_channel": "Where a community is told what could not be sent directly.",
    "event": "What organizers announce to all; it does not say who did.",
    "event_credit": "The credits that an event gives.",
    "event_picture": "The picture of an event, which all see.",
    "event_feed": "A calendar on the web that is read every day; it does not say who wanted that.",
    "event_origin": "Which entry of another calendar an event came from.",
    "event_group": "Whether those who come to an event have a group of their own.",
    "event_guest_erased": "Whoever erased themselves, until they are let out of a group: mostly a minute.",
    "event_poll": "The question for the date of an event, which all see.",
    "event_poll_time": "The times that are proposed in it.",
    "event_import": "A calendar that was read, until somebody has chosen from it; a day at most.",
    "event_setting": "Where events are announced.",
    "intro_setting": "How a community introduces its members to each other.",
    "intro_round": "When there was a round of introductions, and of how many.",
    "intro_group": "Groups of a round; who is in them stands elsewhere.",
    "mentoring_question": "What organizers ask mentors and mentees; it does not say who wrote it.",
    "mentoring_setting": "How a community mentors.",
    "match_round": "The rules of a matching round; it does not say who opened it.",
    "opportunity": "What is shared with all; it does not say who did.",
    "opportunity_setting": "Where opportunities are shown, and the role of those who may post.",
    "slack_installation": "Tokens for a Slack workspace, encrypted, and who installed the app there.",
    "slack_team": "Which workspaces of an organization the bot works in.",
    "slack_heard": "Numbers of presses, for a day, so that none is carried out twice; not whose they were.",
    "trace_key": "The key of the hashes by which those are known who erased themselves.",
    "lease": "Which process is the bot just now, by the name of its machine.",
    "command_sync": "Which commands the bot last gave to the platform.",
}


async def export(session: Session, caller: Caller) -> dict[str, Any]:
    """All that is stored about the caller, ready to be written as JSON.

    In a community it is what that community's rows hold; in a direct message, those of every community on the
    platform that the caller is enrolled in.

    Returns:
        ``{"exported_at": …, "memberships": [{table: rows, …}, …]}``, moments in ISO 8601, UTC.

    Raises:
        UserError: Nothing is stored.
    """
    ids = await members.find_memberships(session, caller)
    beside = {} if ids else await forms.export_stranger(session, caller)
    if not ids and not beside:
        raise UserError(NOTHING)
    tables = {table: await rule.export(session, ids) for table, rule in PERSONAL.items()}
    memberships = [{table: rows[id_] for table, rows in tables.items()} for id_ in ids]
    return {
        "exported_at": _plain(clock.now()),
        "user_id": caller.user_id,
        "memberships": _plain(memberships),
        **_plain(beside),
    }


async def erase(session: Session, caller: Caller) -> int:
    """Erase all that is stored about the caller, for good; the scope is that of :func:`export`.

    That others keep away from them, and limits that they have reached, hold when they come back; what is kept
    for that does not name them.

    Returns:
        In how many communities they were enrolled.

    Raises:
        UserError: Nothing is stored.
    """
    ids = await members.find_memberships(session, caller)
    if not ids and not await forms.erase_stranger(session, caller):
        raise UserError(NOTHING)
    await traces.keep(session, [one for keep in KEPT for one in await keep(session, ids)])
    for rule in PERSONAL.values():
        await rule.erase(session, ids)
    return len(ids)


def _plain(value: Any) -> Any:
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case dict():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case list():
            return [_plain(inner) for inner in value]
        case _:
            return value
