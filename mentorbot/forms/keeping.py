"""What platforms do about forms, all in the same way: note what is shown, and keep what is not taken.

None of it may stand in the way of an answer: where the database does not take it, it is logged, and what was
typed is handed back as text.
"""

from collections.abc import Mapping
from typing import Any, Final

from mentorbot import logs
from mentorbot.chat import Action, Actions, Attachment, Block, Form, Section, Style
from mentorbot.chat.caller import Caller
from mentorbot.chat.program import Program
from mentorbot.forms import service
from mentorbot.forms.filled import Answers, list_typed

AGAIN: Final = "Try again"
KEPT: Final = "What you filled in is kept for a day, for you alone: **Try again** opens the form with it."
IN_A_FILE: Final = "What you typed is in the file below, so that you can paste it."
PATIENCE: Final = 5.0
"""Seconds that somebody who waits for an answer waits for this besides."""
_FILE: Final = "what-you-typed.txt"

log = logs.get(__name__)


class FormKeeper:
    """Keeps forms in a program's database."""

    def __init__(self, program: Program) -> None:
        self._database = program.database

    async def note_opened(self, caller: Caller, form: Form) -> None:
        """Remember how a form was shown; it is on the screen already."""
        if service.read_id(form.id)[1]:
            return  # what is kept of it says so already
        try:
            async with self._database.session_scope(caller.place) as session:
                await service.note_opened(session, caller, form)
        except Exception as error:  # whatever the database says
            log.info("could not note an open form", error=type(error).__name__)

    async def keep(
        self, caller: Caller, sent_id: str, answers: Answers, *, first: bool = True
    ) -> tuple[Block, ...]:
        """Keep a form that was not taken.

        Args:
            sent_id: The id with which it was sent.
            first: No other button stands before that to try again.

        Returns:
            What belongs under the sentence that says why: the button that opens it as it was filled in.
        """
        kept = None
        try:
            async with self._database.session_scope(caller.place, PATIENCE) as session:
                kept = await service.keep(session, caller, sent_id, answers)
        except Exception as error:  # whatever the database says
            log.info("could not keep a form", error=type(error).__name__)
        if kept is not None:
            style = Style.PRIMARY if first else Style.SECONDARY
            return Section(KEPT), Actions((Action(AGAIN, f"forms:again:{kept}", style=style),))
        typed = "\n\n".join(list_typed(answers))
        if not typed:
            return ()
        return Section(IN_A_FILE), Attachment(typed.encode("utf-8", "ignore"), _FILE)

    async def keep_command(self, caller: Caller, form: Form, given: Mapping[str, Any], known: int = 0) -> str:
        """Keep what was given to a command that was refused.

        Args:
            form: What can be typed for it, filled in.
            given: All that was given, as JSON has it, by option.
            known: The number of what is kept of it already; 0 for nothing.

        Returns:
            The id of the button that opens the form with it; empty where it could not be kept.
        """
        kept = await self._keep_given(caller, form, given, known)
        return f"forms:again:{kept}" if kept else ""

    async def keep_asked(self, caller: Caller, what: str, asked: Mapping[str, Any]) -> int:
        """Keep what somebody asked for until they have said which community they mean, or put it right.

        Args:
            what: By which it is known again; see :meth:`take_asked`.
            asked: As JSON has it.

        Returns:
            Its number; 0 where it could not be kept.
        """
        return await self._keep_given(caller, Form(what, ""), asked)

    async def take_asked(self, caller: Caller, kept_id: int) -> None:
        """Forget it, once, since it is done now. Raises UserError: it is gone, or somebody else's."""
        async with self._database.session_scope(caller.place, PATIENCE) as session:
            await service.take(session, caller, kept_id)

    async def find_given(self, caller: Caller, kept_id: int) -> tuple[str, Mapping[str, Any]]:
        """What the caller gave a command that was refused. Raises UserError as :func:`service.find_given`."""
        async with self._database.read_scope() as connection:
            return await service.find_given(connection, caller, kept_id)

    async def _keep_given(self, caller: Caller, form: Form, given: Mapping[str, Any], known: int = 0) -> int:
        try:
            async with self._database.session_scope(caller.place, PATIENCE) as session:
                return await service.keep_given(session, caller, form, given, known)
        except Exception as error:  # whatever the database says
            log.info("could not keep what was given", error=type(error).__name__)
            return 0

    @staticmethod
    def read_number(sent_id: str) -> int:
        """The number of what is kept of a form that was opened again, from the id it was sent with; or 0."""
        return service.read_id(sent_id)[1]

    async def let_go(self, caller: Caller, sent_id: str) -> None:
        """A form was taken: what was kept of it is forgotten."""
        if not service.read_id(sent_id)[1]:
            return
        try:
            async with self._database.session_scope(caller.place, PATIENCE) as session:
                await service.let_go(session, caller, sent_id)
        except Exception as error:  # it is forgotten after a day
            log.info("could not forget a form", error=type(error).__name__)
