"""What a room offers for an option: in a drop-down while somebody types, and for words that name it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mentorbot.chat.declare import Command
from mentorbot.chat.options import CommandOption, Kind, Suggestion
from mentorbot.on_slack import command_modal, limits
from mentorbot.on_slack.exchange import Data, Exchange
from mentorbot.on_slack.turns import Turns
from mentorbot.on_slack.values import Values

WHICH: Final = "There are several. Please choose one from the list."


class Suggesting:
    """Asks rooms what they offer."""

    def __init__(self, turns: Turns, values: Values) -> None:
        self._turns = turns
        self._values = values

    async def offer(
        self, exchange: Exchange, option: CommandOption, typed: str, beside: Mapping[str, object]
    ) -> list[Data]:
        """The lines of a drop-down; at its end what was typed itself, since anything can be meant."""
        if option.kind is Kind.GROUP:
            return await self._values.find_groups(exchange.community, typed)
        found = await self._ask(exchange, option, typed, beside)
        lines = [command_modal.suggested(one.label, one.value) for one in found if one.value]
        if typed and typed not in {one.value for one in found}:
            lines = [*lines[: limits.OPTIONS - 1], command_modal.suggested(f"“{typed}”", typed)]
        return lines[: limits.OPTIONS]

    async def settle(self, exchange: Exchange, command: Command, given: dict[str, Any]) -> dict[str, str]:
        """Put what is meant in the place of words that name one thing of what is offered.

        Args:
            given: What was typed in a line, by option; it is changed.

        Returns:
            Sentences for those that name several, by option.
        """
        problems = {}
        for option in command.options:
            typed = given.get(option.name)
            if option.suggest is None or not isinstance(typed, str) or not typed:
                continue
            beside = {name: value for name, value in given.items() if name != option.name}
            found = [one for one in await self._ask(exchange, option, typed, beside) if one.value]
            meant = [one for one in found if typed.casefold() in {one.value.casefold(), one.label.casefold()}]
            chosen = meant or found
            if len(chosen) == 1:
                given[option.name] = chosen[0].value
            elif chosen and not meant and all(one.value.isdigit() for one in chosen):
                problems[option.name] = WHICH
        return problems

    async def _ask(
        self, exchange: Exchange, option: CommandOption, typed: str, beside: Mapping[str, object]
    ) -> Sequence[Suggestion]:
        if option.suggest is None:
            return ()
        return await option.suggest(await self._turns.typing(exchange, typed, beside))
