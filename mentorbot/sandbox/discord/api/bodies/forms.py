"""What messages and modals share: the form being filled, selects, options and text."""

from collections.abc import Callable, Iterator, Mapping

from mentorbot.sandbox.discord.api.bodies import checks, emoji
from mentorbot.sandbox.discord.api.bodies.checks import Path, Problems
from mentorbot.sandbox.wire import Json

ACTION_ROW, BUTTON, STRING_SELECT, TEXT_INPUT, USER_SELECT = 1, 2, 3, 4, 5
ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT, SECTION, TEXT_DISPLAY = 6, 7, 8, 9, 10
THUMBNAIL, MEDIA_GALLERY, FILE, SEPARATOR, CONTAINER = 11, 12, 13, 14, 17
LABEL, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 18, 19, 21, 22, 23
SELECTS = (STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT)

MOST_TEXT = 4000
CHANNEL_KINDS = (0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16)

DEFAULT_VALUE_TYPES = {
    USER_SELECT: ("user",),
    ROLE_SELECT: ("role",),
    MENTIONABLE_SELECT: ("user", "role"),
    CHANNEL_SELECT: ("channel",),
}


class Form:
    """What is gathered while the components of one message or modal are checked.

    Args:
        problems: Where to note what is wrong.
        files: The attachments that `attachment://name` may refer to, by file name.
        known: The custom emoji that may be used; None lets any be used.
    """

    __slots__ = ("custom_ids", "files", "known", "nodes", "problems", "text_size")

    def __init__(
        self, problems: Problems, files: Mapping[str, Json], known: emoji.Known | None = None
    ) -> None:
        self.known = known
        self.problems = problems
        self.files = files
        self.nodes: list[Json] = []
        self.custom_ids: set[str] = set()
        self.text_size = 0

    def node(self, given: Json, path: Path) -> Json:
        """Begin a checked component, in the order in which ids are counted."""
        checked: Json = {"type": given["type"], "id": 0}
        identifier = given.get("id")
        if identifier is not None:
            checked["id"] = checks.whole(self.problems, (*path, "id"), identifier, 0, 2**31 - 1, default=0)
        self.nodes.append(checked)
        return checked

    def custom_id(self, checked: Json, given: Json, path: Path) -> None:
        """Check a custom id, which must be the only one of its kind in the message."""
        where = (*path, "custom_id")
        value = checks.text(self.problems, where, given.get("custom_id"), 1, 100)
        if value is None:
            return
        if value in self.custom_ids:
            self.problems.add(
                where, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"
            )
        self.custom_ids.add(value)
        checked["custom_id"] = value

    def number(self, path: Path) -> None:
        """Give an id to every component that brought none, counting from 1 in order of appearance."""
        taken: set[int] = set()
        for checked in self.nodes:
            if checked["id"] and checked["id"] in taken:
                self.problems.add(path, "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")
            taken.add(checked["id"])
        following = 0
        for checked in self.nodes:
            if not checked["id"]:
                following += 1
                while following in taken:
                    following += 1
                checked["id"] = following


Check = Callable[[Form, Json, Path], Json]


def option_list(
    form: Form, given: Json, path: Path, fewest: int, most: int, *, emojis: bool = False
) -> list[Json]:
    """Check the options of a string select, a radio group or a checkbox group; values are unique."""
    problems = form.problems
    where = (*path, "options")
    checked: list[Json] = []
    values: set[str] = set()
    for index, raw in enumerate(checks.several(problems, where, given.get("options"), fewest, most)):
        here = (*where, index)
        option = checks.mapping(problems, here, raw)
        if option is None:
            continue
        one: Json = {"label": checks.text(problems, (*here, "label"), option.get("label"), 1, 100)}
        value = one["value"] = checks.text(problems, (*here, "value"), option.get("value"), 1, 100)
        description = option.get("description")
        if description is not None:
            one["description"] = checks.text(
                problems, (*here, "description"), description, 0, 100, optional=True
            )
        if emojis and option.get("emoji") is not None:
            one["emoji"] = emoji.in_component(problems, (*here, "emoji"), option["emoji"], form.known)
        if checks.flag(problems, (*here, "default"), option.get("default")):
            one["default"] = True
        if value is not None and value in values:
            code = "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"
            problems.add((*here, "value"), code, "The specified option value is already used")
        if value is not None:
            values.add(value)
        checked.append(one)
    return checked


def value_range(
    form: Form,
    checked: Json,
    given: Json,
    path: Path,
    most: int,
    *,
    choices: int | None = None,
    usual: int = 1,
) -> None:
    """Check `min_values` and `max_values` against each other and against how many choices there are.

    Args:
        usual: The most that can be chosen where nothing is said of it.
    """
    problems = form.problems
    highest = checks.whole(problems, (*path, "max_values"), given.get("max_values"), 1, most, default=usual)
    lowest = checks.whole(problems, (*path, "min_values"), given.get("min_values"), 0, most, default=1)
    checked["min_values"], checked["max_values"] = lowest, highest
    if lowest is None or highest is None:
        return
    if lowest > highest:
        where = (*path, "min_values")
        problems.add(where, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {highest}.")
    if choices is not None and highest > choices:
        problems.length((*path, "options"), highest, most)


def select(form: Form, given: Json, path: Path) -> Json:
    """Check a select of any of the five kinds."""
    checked = form.node(given, path)
    problems = form.problems
    form.custom_id(checked, given, path)
    placeholder = given.get("placeholder")
    where = (*path, "placeholder")
    if placeholder and (shown := checks.text(problems, where, placeholder, 0, 150, optional=True)):
        checked["placeholder"] = shown
    checked["disabled"] = checks.flag(problems, (*path, "disabled"), given.get("disabled"))
    if given.get("required") is not None:
        checked["required"] = checks.flag(problems, (*path, "required"), given["required"])
    if given["type"] == STRING_SELECT:
        options = checked["options"] = option_list(form, given, path, 1, 25, emojis=True)
        value_range(form, checked, given, path, 25, choices=len(options) or None)
        defaults = sum(1 for option in options if option.get("default"))
    else:
        value_range(form, checked, given, path, 25)
        defaults = _default_values(form, checked, given, path)
    if defaults > (checked["max_values"] or 25):
        code = "SELECT_COMPONENT_DEFAULT_VALUES_OUT_OF_RANGE"
        problems.add(path, code, "There are more default values than max_values allows")
    if given["type"] == CHANNEL_SELECT and given.get("channel_types"):
        where = (*path, "channel_types")
        checked["channel_types"] = checks.each_of(problems, where, given["channel_types"], CHANNEL_KINDS)
    return checked


def _default_values(form: Form, checked: Json, given: Json, path: Path) -> int:
    where = (*path, "default_values")
    defaults = checks.several(form.problems, where, given.get("default_values"), 0, 25, optional=True)
    if not defaults:
        return 0
    kinds = DEFAULT_VALUE_TYPES[given["type"]]
    shown: list[Json] = []
    for index, raw in enumerate(defaults):
        here = (*where, index)
        one = checks.mapping(form.problems, here, raw)
        if one is None:
            continue
        if one.get("type") not in kinds:
            listed = ", ".join(f"'{kind}'" for kind in kinds)
            message = f"Value must be one of ({listed})."
            form.problems.add((*here, "type"), "BASE_TYPE_CHOICES", message)
        identifier = checks.snowflake(form.problems, (*here, "id"), one.get("id"))
        shown.append({"id": identifier, "type": one.get("type")})
    checked["default_values"] = shown
    return len(shown)


def text_display(form: Form, given: Json, path: Path) -> Json:
    """Check a text display, whose text counts towards the total of the message."""
    checked = form.node(given, path)
    content = checks.text(form.problems, (*path, "content"), given.get("content"), 1, MOST_TEXT)
    checked["content"] = content or ""
    form.text_size += len(checked["content"])
    return checked


def each(
    form: Form, given: Json, path: Path, allowed: Mapping[int, Check], count: tuple[int, int]
) -> list[Json]:
    """Check the list `components` of `given`, each by the check that `allowed` has for its type."""
    where = (*path, "components") if path else ("components",)
    checked: list[Json] = []
    for index, raw in enumerate(checks.several(form.problems, where, given.get("components"), *count)):
        here = (*where, index)
        child = checks.union(form.problems, here, raw, allowed)
        if child is not None:
            checked.append(allowed[child["type"]](form, child, here))
    return checked


def walk(components: list[Json]) -> Iterator[Json]:
    """Every component of a message or modal, in the order in which it is read on the screen."""
    for component in components:
        yield component
        nested = component.get("components")
        if nested:
            yield from walk(nested)
        for name in ("component", "accessory"):
            if component.get(name):
                yield from walk([component[name]])
