"""The words by which whoever asked for a mentor learns how that stands."""

from mentorbot.chat import Accent, Action, Actions, Card, Section, Style, escape, moment
from mentorbot.mentoring.profiles.service import MentorView
from mentorbot.mentoring.requests.cards import to_mentorship
from mentorbot.mentoring.requests.store import RequestView
from mentorbot.mentoring.requests.terms import News


def news_card(request: RequestView, what: News, mentor: MentorView | None, *, organizers: bool) -> Card:
    """How a request stands, for whoever asked; never why somebody could not take it."""
    name = f"**{escape(mentor.name)}**" if mentor else "the next mentor"
    mine = Action("My requests", "request:mine")
    until = moment(request.deadline_at) if request.deadline_at else "then"
    others = Action("Choose others", f"find:again:{request.id}")
    match what:
        case News.ACCEPTED:
            once, id_ = request.once, request.mentorship_id
            said = f"{name} is your mentor now. Say hello, and thank them for the time they give."
            if once:
                said = (
                    f"{name} talks to you. Say hello, and plan it: one conversation, so bring your question."
                )
            open_ = () if id_ is None else (to_mentorship(id_, once=once),)
            title = "You have a conversation ahead!" if once else "You have a mentor!"
            return Card(title, (Section(said), *open_), Accent.GOOD)
        case News.ENOUGH:
            said = (
                "You have as many mentors now as one can have here at a time, so I have taken back the "
                f"request that you made {moment(request.created_at, 'R')}. Whoever was asked knows that it "
                "needs no answer."
            )
            return Card("A request of yours was taken back", (Section(said),))
        case News.NEXT:
            said = (
                f"Mentors are busy people, and this time it did not fit. Your request is with {name} now, "
                f"who has until {until} to answer."
            )
            return Card("Your request goes on", (Section(said), Actions((mine,))), Accent.NEXT)
        case News.OPEN:
            said = "Those you chose could not take it on just now. It stands open to every mentor here."
            return Card("Your request stands open", (Section(said), Actions((others, mine))), Accent.CARE)
        case News.STILL:
            said = (
                f"You asked {moment(request.created_at, 'R')} and nobody has taken it yet. It stays open"
                f"{', and the organizers know of it' if organizers else ''}. "
                "Often it helps to choose others, or to say more about what you look for."
            )
            return Card("Your request is still open", (Section(said), Actions((others, mine))), Accent.CARE)
        case News.BACK:
            return _back_card(request, mentor, until)


def _back_card(request: RequestView, mentor: MentorView | None, until: str) -> Card:
    asked = moment(request.created_at, "R")
    if not request.open:
        said = (
            f"When you left the community, the request for a mentor that you made {asked} was taken back. "
            "You can ask again at any time."
        )
        find = Action("Find a mentor", "find:open", style=Style.PRIMARY)
        return Card("A request of yours was taken back", (Section(said), Actions((find,))))
    now = "nobody whom it names can take it on just now, so it stands open to every mentor here."
    if mentor is not None:
        now = f"it is with **{escape(mentor.name)}**, who has until {until} to answer."
    said = f"You are back in the community, so the request that you made {asked} goes on: {now}"
    mine = Action("My requests", "request:mine")
    return Card("Your request goes on", (Section(said), Actions((mine,))), Accent.NEXT)
