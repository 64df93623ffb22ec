"""What rooms hook into rooms below them, which cannot know them: all of it, in one place, in its order.

A room below offers a list to be called, or says in its ``hooks.py`` what it asks of those above, as a part of
the program; here stands who answers.
"""

from functools import partial

from mentorbot.chat import losing
from mentorbot.chat.program import Program
from mentorbot.community.wizard import losing as chosen_losing
from mentorbot.credits import service as credit_service
from mentorbot.credits.hooks import GapHooks
from mentorbot.delivery import service as delivery
from mentorbot.events import guests, near, offers, returning, subscriptions
from mentorbot.events.hooks import CalendarHooks
from mentorbot.guide.model import Way
from mentorbot.meetings import followed as meetings_followed
from mentorbot.meetings import owners
from mentorbot.members import looking, presence, traces
from mentorbot.members import service as members
from mentorbot.mentoring.hours import service as office_hours
from mentorbot.mentoring.hours import slots
from mentorbot.mentoring.mentorships import (
    circles,
    departing,
    ending,
    midway,
    milestone,
    notices,
    sessions,
    signs,
    talks,
)
from mentorbot.mentoring.mentorships import losing as talk_losing
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.profiles import blocks, joining
from mentorbot.mentoring.reports import brokered
from mentorbot.mentoring.requests import departures, handing_on
from mentorbot.mentoring.requests import store as request_store
from mentorbot.mentoring.rounds import gathering
from mentorbot.mentoring.rounds import parting as round_parting
from mentorbot.networking.directory import introductions
from mentorbot.networking.directory import parting as introduction_parting
from mentorbot.networking.directory import terms as directory
from mentorbot.networking.insight import arriving as insight
from mentorbot.networking.interviews import arriving as interviews
from mentorbot.networking.interviews import parting as interview_parting
from mentorbot.networking.interviews import service as interview_service
from mentorbot.networking.intros import cards as intros
from mentorbot.networking.intros import conversations, parting
from mentorbot.networking.intros import losing as intro_losing
from mentorbot.networking.intros import service as taking_part
from mentorbot.networking.opportunities import followed as opportunities_followed
from mentorbot.progress.ways import note_renewal, note_way
from mentorbot.reminders import followed as reminders_followed
from mentorbot.reminders import moving
from mentorbot.reminders.hooks import DigestHooks


def connect_services() -> None:
    """Have rules called in the transaction of those that they follow. Doing it again changes nothing."""
    # Two are brought together: they get a place to talk, and are asked how it goes from then on.
    pairing.when_formed[:] = [
        talks.want_for_pair,
        notices.plan_notices,
        milestone.tick_mentor,
    ]
    circles.when_formed[:] = [talks.want_for_circle]
    # It ends: the place is closed, nothing of it is left to come, and whoever does not know is told.
    pairing.when_ended[:] = [ending.follow_ending, midway.forget_question]
    # Two are kept apart: what one asks of the other goes on, and no round asks either about the other.
    blocks.when_parted[:] = [handing_on.part_requests, round_parting.part_results]
    # Somebody lives elsewhere now: what comes by their clock goes by another.
    members.when_moved[:] = [moving.follow_move]
    # One blocks the other: what the two have together ends, after it was said what that is.
    blocks.what_block_ends[:] = [
        ending.end_between,
        office_hours.end_between,
        interview_parting.end_between,
        introduction_parting.end_between,
        parting.part_groups,
    ]
    blocks.tells_what_ends[:] = [
        departures.tell_shared,
        ending.tell_shared,
        office_hours.tell_shared,
        interview_parting.tell_shared,
        introduction_parting.tell_shared,
    ]
    blocks.have_met[:] = [introduction_parting.have_met]
    # Somebody stops mentoring: what was booked with them is off.
    joining.when_left[:] = [office_hours.follow_leaving]
    # Somebody uses the bot for the first time: whoever wanted to be kept from them is.
    members.when_enrolled[:] = [blocks.take_up_ahead]
    # Somebody has left the community: nobody waits for them any more.
    presence.when_left[:] = [
        departures.settle_departed,
        round_parting.settle_departed,
        departing.settle_departed,
        office_hours.settle_departed,
        interview_parting.settle_departed,
        introduction_parting.settle_departed,
        parting.settle_departed,
        returning.settle_departed,
        subscriptions.settle_departed,
    ]
    # They are back: what can go on does, and what came for them meanwhile is sent.
    presence.when_back[:] = [
        departing.take_up_again,
        departures.take_up_again,
        interview_parting.take_up_again,
        introduction_parting.take_up_again,
        parting.take_up_again,
        returning.take_up_again,
        delivery.hand_over,
    ]
    # A place that the bot has made, or a channel that was chosen, is gone by somebody's hand, or is back:
    # those whose it is hear of it.
    losing.when_lost[:] = [
        guests.note_lost,
        talk_losing.note_lost,
        intro_losing.note_lost,
        chosen_losing.note_lost,
    ]
    losing.when_found[:] = [
        guests.note_found,
        talk_losing.note_found,
        intro_losing.note_found,
        chosen_losing.note_found,
    ]
    # Of whom is asked whether they are still there, before something reaches them.
    looking.matters_soon[:] = [
        request_store.find_turning,
        departing.find_checked,
        gathering.find_closing,
        taking_part.find_soon,
    ]
    # Somebody who erased themselves comes back: whoever blocked them keeps away from them as before.
    traces.when_recalled[:] = [blocks.restore]
    # Somebody logs a credit, or renews a credential: the milestone of the guide that asks for it is ticked.
    credit_service.when_logged[:] = [partial(note_way, way=Way.LOG_CREDIT)]
    credit_service.when_kept[:] = [partial(note_renewal, begun=True)]
    credit_service.when_complete[:] = [note_renewal]
    # What people can meet about.
    owners.register_owner(signs.PAIR, sessions.OF_PAIRS)
    owners.register_owner(signs.CIRCLE, sessions.OF_CIRCLES)
    owners.register_owner(slots.KIND, office_hours.MEETINGS)
    owners.register_owner(intros.OWNER, conversations.MEETINGS)
    owners.register_owner(directory.KIND, introductions.MEETINGS)
    owners.register_owner(interview_service.OWNER, interviews.MEETINGS)
    # What can be reported with what it is about.
    brokered.register_kind(intros.OWNER, conversations.describe_reported)
    brokered.register_kind(directory.KIND, introductions.describe_reported)
    brokered.register_kind(interview_service.OWNER, interviews.describe_reported)


def connect_rooms(program: Program) -> None:
    """Connect the services, and give the program what rooms ask of the rooms above them."""
    connect_services()
    program.add_part(GapHooks(offers.find_fillers))
    program.add_part(DigestHooks(find_near=near.find_near, tell_network=insight.tell_week))
    program.add_part(
        CalendarHooks(
            (
                meetings_followed.find_entries,
                reminders_followed.find_entries,
                reminders_followed.find_plans,
                opportunities_followed.find_entries,
            )
        )
    )
