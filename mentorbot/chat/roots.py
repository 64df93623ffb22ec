"""The first words of commands that have more than one: what each is about, and who sees it.

They stand together here because several rooms put commands under one of them.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Root:
    """What stands before the last word of some commands.

    Args:
        about: What they are about, in a line.
        organizers_only: Only those who may manage events are shown them, where a platform can hide commands.
            A platform hides by the first word alone, so what is for organizers has first words of its own.
    """

    about: str
    organizers_only: bool = False


ROOTS: Final = {
    "credits": Root("Keep a credential: what you have, what is missing."),
    "directory": Root("People here who want to be found: meet them, or be one of them."),
    "interview": Root("Ask people about their work, or let students ask you."),
    "intros": Root("Be introduced to people in the field, in rounds."),
    "match": Root("For organizers: bring many mentees and mentors together at once.", organizers_only=True),
    "mentee": Root("What you look for in a mentor, and your requests."),
    "mentor": Root("Find a mentor, or be one."),
    "mentorship": Root("Your mentorships: goals, agenda, how it goes."),
    "opportunity": Root("Jobs, internships, fellowships: find them, share them."),
    "organize": Root("For organizers: what you do for everybody else.", organizers_only=True),
    "organize event": Root("Announce and change events, or take over a calendar."),
    "organize mentor": Root("Who mentors here; invite, pause or remove people."),
    "organize mentorship": Root("How the mentorships here do; make, change or end one."),
    "organize opportunity": Root("What was handed in, and many at once."),
    "organize request": Root("Requests for a mentor: how each came to where it is."),
    "organize report": Root("What was reported to you."),
    "privacy": Root("What I store about you: get it, or erase it."),
    "remind": Root("Have me remind you: of anything, once or again."),
    "report": Root("Tell the organizers privately what went wrong."),
    "session": Root("Plan and see the sessions of your mentorships."),
    "setup": Root("For organizers: prepare this community, see how it is doing.", organizers_only=True),
}
