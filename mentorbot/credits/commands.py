"""/credits: what one earned, what of it counts, and what is missing by when."""

from collections.abc import Iterable, Sequence

from mentorbot.chat import Card, Form, fit, limits
from mentorbot.chat.declare import command, press, sent
from mentorbot.chat.options import File, Suggestion, decimal, file, text
from mentorbot.chat.turn import Press, Turn, Typing, number
from mentorbot.credits import answers, cards, entry_cards, export, proofs, service
from mentorbot.credits.credential import MOST_PROOF, MOST_QUARTERS, MOST_TITLE, QUARTERS, Credential
from mentorbot.credits.hooks import GapHooks
from mentorbot.credits.rules import Rules
from mentorbot.credits.standing import GoalView, Standing, find_stands, load_standing
from mentorbot.forms.asking import ask_back
from mentorbot.members.suggestions import suggest_last_day, suggest_past_day


async def suggest_credentials(typing: Typing) -> Sequence[Suggestion]:
    """Credentials that fit what is being typed."""
    return _offered(typing.part(Rules).search(typing.typed))


async def suggest_kept(typing: Typing) -> Sequence[Suggestion]:
    """Those that the caller keeps, likewise."""
    async with typing.read() as connection:
        standing = await load_standing(connection, typing.caller)
    kept = {goal.credential for goal in standing.goals}
    return _offered(one for one in typing.part(Rules).search(typing.typed) if one.id in kept)


async def suggest_types(typing: Typing) -> Sequence[Suggestion]:
    """What can be logged for the credentials that the caller keeps."""
    async with typing.read() as connection:
        standing = await load_standing(connection, typing.caller)
    words = typing.typed.casefold().split()
    names = {
        answers.key(*pair): answers.name_of(*pair)
        for pair in service.list_offered(typing.part(Rules), standing.goals)
    }
    return [
        Suggestion(name, value)
        for value, name in names.items()
        if all(word in name.casefold() for word in words)
    ]


async def suggest_entries(typing: Typing) -> Sequence[Suggestion]:
    """What the caller has logged, the latest first."""
    async with typing.read() as connection:
        standing = await load_standing(connection, typing.caller)
    words = typing.typed.casefold().split()
    every = sorted(
        ((entry, goal) for goal in standing.goals for entry in goal.entries),
        key=lambda pair: (pair[0].day, pair[0].id),
        reverse=True,
    )
    return [
        Suggestion(fit(f"{entry.day} · {entry.title}", limits.SUGGESTION), f"{goal.id}:{entry.id}")
        for entry, goal in every
        if all(word in entry.title.casefold() for word in words)
    ][: limits.SUGGESTIONS]


@command(
    "credits goal",
    "Say which credential you keep, and the cycle you are in.",
    text("credential", "Which one.", suggest=suggest_credentials),
    text("expires", "When your cycle ends: such as December 31 2027.", suggest=suggest_last_day),
    text(
        "started",
        "When you were certified or last renewed: March 1 2024, for example.",
        suggest=suggest_past_day,
    ),
)
async def set_goal(turn: Turn, credential: str, expires: str = "", started: str = "") -> Card:
    """Keep a credential, or change the cycle one is in."""
    rules = turn.part(Rules)
    wanted = rules.find(credential)
    async with turn.change() as session:
        found = await service.set_goal(session, turn.caller, wanted, rules, started=started, expires=expires)
    return await turn.draw(cards.goal_card, found)


@command(
    "credits log",
    "Write down something you earned.",
    text("title", "What it was: the name of the course or event.", least=1, most=MOST_TITLE),
    decimal(
        "hours",
        "How many hours, credits or units; in quarters, such as 1.5.",
        1 / QUARTERS,
        MOST_QUARTERS / QUARTERS,
    ),
    text("type", "Of which type, by the rule of your credential.", suggest=suggest_types),
    text(
        "date",
        "When it was: yesterday, March 3, last Friday. Left out: today.",
        suggest=suggest_past_day,
    ),
    text("proof", "A link to your certificate, starting with https://.", most=MOST_PROOF),
    file("certificate", "Or the certificate itself: PDF, PNG, JPEG or WebP. Only you can get it."),
)
async def log_credits(  # noqa: PLR0917 - one for each option
    turn: Turn,
    title: str,
    hours: float,
    type: str,  # noqa: A002 - what the option is called
    date: str = "",
    proof: str = "",
    certificate: File | None = None,
) -> Card:
    """Write something down for the goal that its type is of."""
    draft = answers.read_draft(title, hours, type, date, proof)
    kept = await proofs.read_proof(certificate)
    async with turn.change() as session:
        found = await service.log_entry(session, turn.caller, turn.part(Rules), draft, proof=kept)
    return await turn.draw(cards.logged_card, found)


@command(
    "credits proof",
    "Keep a certificate with something that you have logged.",
    text("entry", "With which entry.", suggest=suggest_entries),
    file("certificate", "The certificate: PDF, PNG, JPEG or WebP. Only you can get it."),
)
async def attach_proof(turn: Turn, entry: str, certificate: File) -> Card:
    """Keep a file with an entry, in the place of the one that was there."""
    goal_id, entry_id = _ids(entry)
    async with turn.read() as connection:
        standing = await service.find_standing(connection, turn.caller, goal_id)
    standing.goal(goal_id).entry(entry_id)
    kept = await proofs.read_proof(certificate)
    async with turn.change() as session:
        found = await service.attach_proof(
            session, turn.caller, turn.part(Rules), goal_id, entry_id, proof=kept
        )
    return entry_cards.proof_card(found)


@command(
    "credits status",
    "See what counts, what does not, and what is missing by when.",
    text("credential", "Which one, if you keep several.", suggest=suggest_kept),
)
async def show_status(turn: Turn, credential: str = "") -> Card:
    """How the goal stands that was named, or ends first."""
    rules = turn.part(Rules)
    wanted = rules.find(credential) if credential.strip() else None
    async with turn.read() as connection:
        found = await service.find_status(
            connection, turn.caller, rules, turn.part(GapHooks), credential=wanted
        )
    return await turn.draw(cards.found_card, found)


@command("credits export", "Get all that you logged: for a spreadsheet, and as a PDF.")
async def export_credits(turn: Turn) -> Card:
    """All that one logged, in files."""
    async with turn.read() as connection:
        standing = await service.find_logged(connection, turn.caller)
        kept = await proofs.load_proofs(connection, standing.goals)
    task = export.Task(turn.part(Rules).credentials, standing, standing.today())
    files = await turn.make(export.PROGRAM, task)
    return await turn.draw(export.export_card, files, standing, kept)


@press("credits:status")
async def turn_to_status(press: Press) -> Card:
    """How a goal stands."""
    return await _status(press, press.argument)


@press("credits:begin")
async def ask_for_goal(press: Press) -> Form:
    """Which credential somebody keeps."""
    async with press.read() as connection:
        standing = await service.find_standing(connection, press.caller)
    return cards.goal_form(press.part(Rules).credentials.values(), standing)


@sent("credits:keep")
async def keep_goal(press: Press) -> Card:
    """Keep the credential that was chosen in the form."""
    rules, typed = press.part(Rules), press.typed
    wanted = rules.find(typed.get("credential", ""))
    started, expires = typed.get("started", ""), typed.get("expires", "")
    async with press.read() as connection:
        standing = await service.find_standing(connection, press.caller)
    if back := await ask_back(
        press, "credits:keep", answers.read_back_cycle(started, expires, standing.said_on())
    ):
        return back
    async with press.change() as session:
        found = await service.set_goal(session, press.caller, wanted, rules, started=started, expires=expires)
    return await press.draw(cards.goal_card, found)


@press("credits:pick")
async def turn_to_chosen(press: Press) -> Card:
    """How the goal stands that was chosen."""
    return await _status(press, press.value)


@press("credits:entries")
async def list_entries(press: Press) -> Card:
    """A page of what was logged for a goal."""
    standing, goal, page = await _find(press, press.argument)
    return entry_cards.entries_card(find_stands(press.part(Rules), standing, goal), page or 1)


@press("credits:entry")
async def open_entry(press: Press) -> Card:
    """The entry that was chosen."""
    standing, goal, entry = await _find(press, press.value)
    return entry_cards.entry_card(find_stands(press.part(Rules), standing, goal), goal.entry(entry))


@press("credits:log")
async def ask_for_entry(press: Press) -> Form:
    """What was earned for a goal."""
    standing, goal, _ = await _find(press, press.argument)
    return entry_cards.entry_form(find_stands(press.part(Rules), standing, goal).credential, goal)


@press("credits:edit")
async def ask_for_correction(press: Press) -> Form:
    """What an entry should be."""
    standing, goal, entry = await _find(press, press.argument)
    credential = find_stands(press.part(Rules), standing, goal).credential
    return entry_cards.entry_form(credential, goal, goal.entry(entry))


@sent("credits:add")
async def add_entry(press: Press) -> Card:
    """Write something down for a goal."""
    goal_id, _ = _ids(press.argument)
    draft = answers.read_form(press.typed)
    standing, _, _ = await _find(press, press.argument)
    if back := await ask_back(press, "credits:add", answers.read_back(draft, standing.said_on())):
        return back
    async with press.change() as session:
        found = await service.log_entry(session, press.caller, press.part(Rules), draft, goal_id)
    return await press.draw(cards.logged_card, found)


@sent("credits:save")
async def correct_entry(press: Press) -> Card:
    """Take a correction in."""
    draft = answers.read_form(press.typed)
    standing, _, _ = await _find(press, press.argument)
    if back := await ask_back(press, "credits:save", answers.read_back(draft, standing.said_on())):
        return back
    async with press.change() as session:
        found = await service.change_entry(
            session, press.caller, press.part(Rules), *_ids(press.argument), draft=draft
        )
    return await press.draw(cards.changed_card, found)


@press("credits:file", anew=True)
async def hand_out_proof(press: Press) -> Card:
    """The file of an entry."""
    async with press.read() as connection:
        proof = await proofs.find_proof(connection, press.caller, *_ids(press.argument))
    return entry_cards.file_card(proof)


@press("credits:unfile")
async def drop_proof(press: Press) -> Card:
    """Keep the file of an entry no more."""
    goal_id, entry_id = _ids(press.argument)
    async with press.change() as session:
        found = await service.attach_proof(
            session, press.caller, press.part(Rules), goal_id, entry_id, proof=None
        )
    return entry_cards.proof_card(found)


@press("credits:delete")
async def ask_before_deleting(press: Press) -> Card:
    """Whether an entry is to be deleted."""
    standing, goal, entry = await _find(press, press.argument)
    return entry_cards.confirm_delete_card(find_stands(press.part(Rules), standing, goal), goal.entry(entry))


@press("credits:delete_confirm")
async def delete_entry(press: Press) -> Card:
    """Delete an entry."""
    async with press.change() as session:
        found = await service.remove_entry(session, press.caller, press.part(Rules), *_ids(press.argument))
    return await press.draw(cards.removed_card, found)


@press("credits:drop")
async def ask_before_dropping(press: Press) -> Card:
    """Whether a goal is to be deleted, with all that was logged for it."""
    _, goal, _ = await _find(press, press.argument)
    return cards.confirm_drop_card(goal, press.part(Rules).get(goal.credential))


@press("credits:drop_confirm")
async def drop_goal(press: Press) -> Card:
    """Delete a goal."""
    goal_id, _ = _ids(press.argument)
    async with press.change() as session:
        await service.drop_goal(session, press.caller, goal_id)
    return cards.dropped_card()


@press("credits:remind", "credits:quiet")
async def set_reminded(press: Press) -> Card:
    """Whether one wants to hear when behind."""
    goal_id, _ = _ids(press.argument)
    reminded = press.verb == "remind"
    async with press.change() as session:
        found = await service.set_reminded(
            session, press.caller, press.part(Rules), goal_id, reminded=reminded
        )
    return await press.draw(cards.reminded_card, found)


async def _status(press: Press, argument: str) -> Card:
    # A button of another room names no goal: it means the one that ends first.
    goal_id = _ids(argument)[0] if argument else None
    rules, hooks = press.part(Rules), press.part(GapHooks)
    async with press.read() as connection:
        found = await service.find_status(connection, press.caller, rules, hooks, goal_id=goal_id)
    return await press.draw(cards.found_card, found)


async def _find(press: Press, argument: str) -> tuple[Standing, GoalView, int]:
    """The goal that a button or a line names, and the number after it (0 if there is none)."""
    goal_id, rest = _ids(argument)
    async with press.read() as connection:
        standing = await service.find_standing(connection, press.caller, goal_id)
    return standing, standing.goal(goal_id), rest


def _offered(found: Iterable[Credential]) -> list[Suggestion]:
    return [Suggestion(f"{one.name} · {one.title}", one.id) for one in found]


def _ids(argument: str) -> tuple[int, int]:
    """The goal and whatever stands after it; 0 for what is no number, which nothing has as its id."""
    goal, _, rest = argument.partition(":")
    return number(goal), number(rest)
