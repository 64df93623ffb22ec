"""What people call that which is due: for lists that organizers, and those who try the bot, look at."""

from typing import Final

_MESSAGES: Final = {
    "credits": "how far the credits are",
    "digest": "the weekly digest",
    "event_feed": "that a calendar cannot be read",
    "event_message": "an event, for all to see",
    "event_note": "news of an event, or a reminder of it",
    "event_vanished": "that an event is listed no more",
    "interview": "news of an interview",
    "intro_call": "the invitation to introductions",
    "intro_greeting": "the welcome to two who were introduced",
    "event_native_gone": "that the platform's own event is gone",
    "event_group_trouble": "that the group of those who come needs a look",
    "event_poll": "the question for the date of an event, for all to see",
    "event_poll_note": "the date that an event was given",
    "event_team": "that somebody organizes an event along",
    "event_too_few": "that too few people come to an event",
    "intro_invite": "an invitation to introductions",
    "intro_note": "news of an introduction",
    "introduction_asked": "the question whether to be introduced",
    "circle_rejoined": "that somebody who came back is in their circle again",
    "introduction_met": "who the other is",
    "introduction_over": "that nothing came of an introduction",
    "match_call": "the invitation to a matching round",
    "match_closed": "that sign-up for a round is over",
    "match_note": "news of a matching round",
    "meeting_note": "news of a meeting, or a reminder of it",
    "mentor_changed": "that a mentor's profile was changed",
    "mentor_decided": "what organizers decided about a mentor",
    "mentor_hand": "that organizers changed who is on the list of mentors",
    "mentor_resumed": "that a mentor's pause is over",
    "mentor_waiting": "a mentor who waits for an organizer",
    "mentoring_intro": "the welcome to a mentor and a mentee",
    "mentoring_invite": "the question whether somebody wants to be listed",
    "mentorship_check": "the question how the mentorship goes",
    "mentorship_ended": "that a mentorship has ended",
    "mentorship_extended": "that a mentorship goes on",
    "mentorship_hand": "what organizers did about a mentorship",
    "mentorship_left": "that somebody of a mentorship has left",
    "mentorship_longer": "whether a mentorship goes on",
    "mentorship_midway": "the question how a mentorship is halfway",
    "mentorship_resumed": "that a mentorship goes on after somebody came back",
    "mentorship_help": "a wish for an organizer's help",
    "mentorship_risk": "the question what is the matter",
    "mentorship_term": "that a mentorship ends soon",
    "mentorship_terms": "the question whether new terms suit",
    "mentorship_told": "a mentorship that needs a look",
    "opportunity_alert": "opportunities that somebody searches for",
    "opportunity_decided": "what organizers decided about an opportunity",
    "opportunity_many": "several opportunities, for all to see",
    "opportunity_message": "an opportunity, for all to see",
    "opportunity_remind": "the deadline of an opportunity",
    "slack_reinstall": "that the app has to be installed again",
    "opportunity_report": "a report about an opportunity",
    "opportunity_review": "an opportunity that waits for an organizer",
    "organizers_wrote": "what organizers wrote to somebody",
    "plan": "a nudge about a milestone that was planned",
    "reminder": "a reminder",
    "reminders_moved": "the question by which clock reminders come",
    "report_answer": "news of a report",
    "report_news": "a report, for organizers",
    "report_still": "a report that is open still",
    "request_changed": "that the words of a request were changed",
    "request_answer": "a mentee's answer",
    "request_ask": "a request to a mentor",
    "request_news": "how a request stands",
    "request_nudge": "a reminder of a request",
    "request_offered": "requests that fit a mentor",
    "request_old": "requests that nobody has taken",
    "request_over": "that a request needs no answer any more",
    "request_question": "a mentor's question",
}
_WORK: Final = {
    "event_enough": "whether enough people come to an event",
    "event_fan": "telling everybody whom an event concerns",
    "event_poll_tell": "telling everybody who was asked for a date",
    "event_next": "planning the reminders of an event's next time",
    "intro_fan": "telling everybody whom they meet",
    "intro_round": "a round of introductions",
    "match_go_on": "telling everybody of a matching round",
    "match_spare": "telling mentors who got nobody",
    "mentorship_look": "a look at how a mentorship goes",
    "mentorship_over": "the end of a mentorship's time",
    "opportunity_close": "the end of an opportunity",
    "opportunity_fan": "telling everybody who searches for an opportunity",
    "request_deadline": "the end of a mentor's time to answer",
    "request_offer": "telling mentors of a request",
    "request_pass": "handing a request on",
}
"""What is done by itself when it is due, and tells nobody by that alone."""
CALLED: Final = {**_MESSAGES, **_WORK}


def call_due(kind: str) -> str:
    """What people call a kind of what is due."""
    return CALLED.get(kind, "a message")


def tells_somebody(kind: str) -> bool:
    """Whether it is a message to whoever it is addressed to, rather than work that is done by itself."""
    return kind not in _WORK
