"""What is otherwise on Slack than on Discord, by the words of the table in docs/slack.md.

Whoever plays a story asks for one of these where the chats part; nothing else tells which chat it is.
"""

from enum import StrEnum


class Difference(StrEnum):
    """One line of the table."""

    OPTIONS = "a command with options"
    SUGGESTIONS = "suggestions while typing"
    NAMES = "names of commands"
    ALONE = "an answer for you alone"
    OWN_PAGE = "one's own page"
    PERSON_MENU = "in the menu of a person"
    REFUSED_FORM = "a form that is refused"
    FILES = "pictures and files"
    GIVEN_FILE = "a file that you give"
    DISABLED = "a button that cannot be pressed"
    SEVERAL = "several things are chosen"
    MANY_BUTTONS = "many buttons"
    SURE = "what cannot be undone"
    LONG_CARD = "a card that is very long"
    ROOM = "a place for a pair or circle"
    INTRODUCTION = "a place for an introduction"
    GROUP = "a group of those who come to an event"
    EVENT = "an event"
    CLOSED = "somebody takes no direct messages"
    ORGANIZERS = "organizers"
    SENT_AGAIN = "a message is sent again only if it did not arrive"
