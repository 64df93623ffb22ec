"""What a member aims at: what they chose, and what their goal names."""

from mentorbot.guide import aims
from mentorbot.guide.aims import AimKind
from mentorbot.guide.model import Setting
from mentorbot.members.service import MemberView


def find_aims(member: MemberView) -> frozenset[str]:
    """Ids of all that a member aims at (:mod:`mentorbot.guide.aims`).

    A setting or credential that they chose stands in the place of those that their goal names.
    """
    found, known = aims.find_named(member.goal), aims.load_aims()
    for kind, chosen in ((AimKind.SETTING, member.setting), (AimKind.CREDENTIAL, member.credential)):
        if chosen:
            found = {id_ for id_ in found if known[id_].kind is not kind} | {str(chosen)}
    credential = member.credential or any(known[id_].kind is AimKind.CREDENTIAL for id_ in found)
    return frozenset(found | {aims.ANY_CREDENTIAL} if credential else found)


def find_settings(member: MemberView) -> tuple[Setting, ...]:
    """Where a member wants to work: what they chose, else what their goal names."""
    return tuple(map(Setting, aims.of_kind(find_aims(member), AimKind.SETTING)))


def find_credentials(member: MemberView) -> list[str]:
    """The credentials that a member aims at, by the ids of their pages."""
    return aims.of_kind(find_aims(member), AimKind.CREDENTIAL)
