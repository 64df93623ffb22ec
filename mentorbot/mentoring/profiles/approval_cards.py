"""The words for organizers who look at mentors, and for mentors of whom they have decided.

Buttons: ``mentor:approve`` (with a member's id and the profile's version), ``turn_down`` and ``handled``.
"""

from mentorbot.chat import Accent, Action, Actions, Card, Fields, Section, Style, escape, mention
from mentorbot.chat import title as heading
from mentorbot.members.links import tell_links
from mentorbot.mentoring.handled import handled_action, handled_card, name_carer
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles.cards import describe_offer, name_room
from mentorbot.mentoring.profiles.service import MentorView


def approval_card(view: MentorView, person: Person, by: str = "") -> Card:
    """The question to organizers whether a mentor is to be listed.

    Args:
        by: Who looks after it, by the platform's id; empty for nobody yet.
    """
    head = Section(f"{mention(person.user_id)} would like to mentor and waits to be listed.")
    decide = [
        Action("Approve", f"mentor:approve:{view.member_id}.{view.version}", style=Style.GOOD),
        Action("Not now", f"mentor:turn_down:{view.member_id}"),
        _write(view),
    ]
    if by:
        head = Section(f"{head.text}\n{name_carer(by)}")
    else:
        decide.append(handled_action(f"mentor:handled:{view.member_id}"))
    facts = (*describe_offer(view, {}), Fields((name_room(view),)), *doubtful_links(view))
    blocks = (head, *facts, Actions(tuple(decide)))
    return Card(f"A new mentor: {heading(view.name)}", blocks, Accent.CARE, public=True)


def doubtful_links(view: MentorView) -> tuple[Section, ...]:
    """The links in what a mentor wrote that should be looked at before others see them."""
    told = tell_links([], view.name, view.role, view.organization, view.about)
    return (Section(told),) if told else ()


def changed_card(view: MentorView, person: Person) -> Card:
    """What a mentor who is listed offers by now, for organizers."""
    head = Section(
        f"{mention(person.user_id)} is listed and has changed their profile. This is how it is now."
    )
    actions = Actions((_write(view), handled_action(f"mentor:handled:{view.member_id}")))
    facts = (*describe_offer(view, {}), Fields((name_room(view),)), *doubtful_links(view))
    blocks = (head, *facts, actions)
    return Card(f"A changed profile: {heading(view.name)}", blocks, Accent.PLAIN, public=True)


def seen_card(view: MentorView, by: str) -> Card:
    """What that becomes; ``by``: who looks after it, by the platform's id."""
    return handled_card(f"A changed profile: {heading(view.name)}", by)


def settled_card(view: MentorView, by: str, *, listed: bool) -> Card:
    """What the question to organizers becomes; ``by``: who decided, by the platform's id."""
    said = "is listed and told." if listed else "is told that it is not now."
    blocks = (Section(f"**{escape(view.name)}** {said} {mention(by)} decided."),)
    return Card(
        f"A new mentor: {heading(view.name)}", blocks, Accent.GOOD if listed else Accent.PLAIN, public=True
    )


def look_again_card(view: MentorView) -> Card:
    """The profile has changed since an organizer saw it."""
    said = (
        f"**{escape(view.name)}** has changed the profile since that message, so nothing was decided. Please "
        "read it as it is now, and press again."
    )
    return Card("Look once more", (Section(said),), Accent.CARE)


def approved_card(view: MentorView, *, listed: bool) -> Card:
    """What an organizer decided, for that organizer."""
    name = escape(view.name)
    said = f"**{name}** is listed and told." if listed else f"**{name}** is told that it is not now."
    return Card("Decided", (Section(said),), Accent.GOOD if listed else Accent.PLAIN)


def decided_card(view: MentorView, *, listed: bool) -> Card:
    """What organizers decided, for the mentor."""
    if listed:
        words_ = "The organizers have put you on the list: mentees find you and can ask you. Thank you!"
        return Card(
            "You are a mentor", (Section(words_),), Accent.GOOD, "`/mentor join` changes your profile."
        )
    words_ = (
        f"Thank you for offering to mentor, {escape(view.name)}. The organizers have not listed you for now; "
        "please ask them what would help. What you filled in is kept."
    )
    return Card("About your offer to mentor", (Section(words_),), Accent.CARE)


def _write(view: MentorView) -> Action:
    return Action("Write to them", f"attention:write:mentor:{view.member_id}")
