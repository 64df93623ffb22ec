"""Message components as Discord checks them, versions 1 and 2.

`message_components` takes what a bot sent and gives what Discord would show in the message: checked,
with defaults filled in and an `id` on every component. Modals are in `modals.py`.
Source of the limits: https://docs.discord.com/developers/components/reference
"""

from collections.abc import Mapping

from mentorbot.sandbox.discord.api.bodies import checks, emoji
from mentorbot.sandbox.discord.api.bodies.checks import Path, Problems
from mentorbot.sandbox.discord.api.bodies.forms import (
    ACTION_ROW,
    BUTTON,
    CONTAINER,
    FILE,
    MEDIA_GALLERY,
    MOST_TEXT,
    SECTION,
    SELECTS,
    SEPARATOR,
    TEXT_DISPLAY,
    THUMBNAIL,
    Check,
    Form,
    each,
    select,
    text_display,
)
from mentorbot.sandbox.wire import Json

LINK, PREMIUM = 5, 6

MOST_ROWS = 5
MOST_COMPONENTS = 40


def _button(form: Form, given: Json, path: Path) -> Json:
    checked = form.node(given, path)
    problems = form.problems
    style = checks.one_of(problems, (*path, "style"), given.get("style"), (1, 2, 3, 4, 5, 6))
    checked["style"] = style
    label = checks.text(problems, (*path, "label"), given.get("label"), 0, 80, optional=True)
    if label:
        checked["label"] = label
    if given.get("emoji") is not None:
        checked["emoji"] = emoji.in_component(problems, (*path, "emoji"), given["emoji"], form.known)
    checked["disabled"] = checks.flag(problems, (*path, "disabled"), given.get("disabled"))
    if style == LINK:
        _link_button(form, checked, given, path)
    elif style == PREMIUM:
        _premium_button(form, checked, given, path)
    elif style is not None:
        _plain_button(form, checked, given, path)
    return checked


def _plain_button(form: Form, checked: Json, given: Json, path: Path) -> None:
    problems = form.problems
    if given.get("url") is not None:
        code = "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE"
        problems.add(path, code, "A custom id and url cannot both be specified")
    if given.get("sku_id") is not None:
        problems.add((*path, "sku_id"), "BUTTON_COMPONENT_INVALID_SKU", "Only premium buttons have a sku id")
    if not given.get("custom_id"):
        where = (*path, "custom_id")
        problems.add(where, "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", "A custom id is required")
    else:
        form.custom_id(checked, given, path)
    if not given.get("label") and given.get("emoji") is None:
        problems.required((*path, "label"))


def _link_button(form: Form, checked: Json, given: Json, path: Path) -> None:
    problems = form.problems
    if given.get("custom_id") is not None:
        code = "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE"
        problems.add(path, code, "A custom id and url cannot both be specified")
    where = (*path, "url")
    checked["url"] = checks.url(problems, where, given.get("url"), 512, ("http", "https", "discord"))
    if not given.get("label") and given.get("emoji") is None:
        problems.required((*path, "label"))


def _premium_button(form: Form, checked: Json, given: Json, path: Path) -> None:
    for name in ("custom_id", "label", "url", "emoji"):
        if given.get(name) is not None:
            message = f"A premium button cannot have the field {name}"
            form.problems.add((*path, name), "BUTTON_COMPONENT_PREMIUM_INVALID_FIELD", message)
    checked["sku_id"] = checks.snowflake(form.problems, (*path, "sku_id"), given.get("sku_id"))


IN_A_ROW: dict[int, Check] = {BUTTON: _button, **dict.fromkeys(SELECTS, select)}


def _action_row(form: Form, given: Json, path: Path) -> Json:
    checked = form.node(given, path)
    children: list[Json] = []
    checked["components"] = children
    where = (*path, "components")
    width = 0
    for index, raw in enumerate(checks.several(form.problems, where, given.get("components"), 1, 5)):
        here = (*where, index)
        child = checks.union(form.problems, here, raw, IN_A_ROW)
        if child is None:
            continue
        width += 1 if child["type"] == BUTTON else 5
        if width > 5:
            code = "COMPONENT_LAYOUT_WIDTH_EXCEEDED"
            form.problems.add(here, code, "The specified component exceeds the maximum width")
        children.append(IN_A_ROW[child["type"]](form, child, here))
    return checked


def media(form: Form, raw: object, path: Path, *, attached_only: bool = False) -> Json:
    """Check a picture or file: `attachment://name` of a file sent along, or a web address."""
    given = checks.mapping(form.problems, path, raw)
    if given is None:
        return {}
    schemes = ("attachment",) if attached_only else ("http", "https", "attachment")
    address = checks.url(form.problems, (*path, "url"), given.get("url"), 2048, schemes)
    if address is None:
        return {}
    if not address.startswith("attachment://"):
        return {"id": "0", "url": address, "proxy_url": address, "content_type": None, "loading_state": 2}
    file = form.files.get(address.removeprefix("attachment://"))
    if file is None:
        code = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"
        message = f"The referenced attachment ({address}) was not found"
        form.problems.add((*path, "url"), code, message)
        return {}
    return {
        "id": file["id"],
        "attachment_id": file["id"],
        "url": file["url"],
        "proxy_url": file.get("proxy_url", file["url"]),
        "content_type": file.get("content_type"),
        "width": file.get("width"),
        "height": file.get("height"),
        "loading_state": 2,
    }


def _described(form: Form, checked: Json, given: Json, path: Path) -> None:
    description = given.get("description")
    if description is not None:
        description = checks.text(form.problems, (*path, "description"), description, 1, 1024, optional=True)
    checked["description"] = description
    checked["spoiler"] = checks.flag(form.problems, (*path, "spoiler"), given.get("spoiler"))


def _thumbnail(form: Form, given: Json, path: Path) -> Json:
    checked = form.node(given, path)
    checked["media"] = media(form, given.get("media"), (*path, "media"))
    _described(form, checked, given, path)
    return checked


def _media_gallery(form: Form, given: Json, path: Path) -> Json:
    checked = form.node(given, path)
    items: list[Json] = []
    checked["items"] = items
    where = (*path, "items")
    for index, raw in enumerate(checks.several(form.problems, where, given.get("items"), 1, 10)):
        here = (*where, index)
        item = checks.mapping(form.problems, here, raw)
        if item is not None:
            one: Json = {"media": media(form, item.get("media"), (*here, "media"))}
            _described(form, one, item, here)
            items.append(one)
    return checked


def _file(form: Form, given: Json, path: Path) -> Json:
    checked = form.node(given, path)
    checked["file"] = media(form, given.get("file"), (*path, "file"), attached_only=True)
    file = next((one for one in form.files.values() if one["id"] == checked["file"].get("id")), {})
    checked["name"], checked["size"] = file.get("filename"), file.get("size")
    checked["spoiler"] = checks.flag(form.problems, (*path, "spoiler"), given.get("spoiler"))
    return checked


def _separator(form: Form, given: Json, path: Path) -> Json:
    checked = form.node(given, path)
    checked["divider"] = checks.flag(form.problems, (*path, "divider"), given.get("divider"), default=True)
    spacing = given.get("spacing")
    checked["spacing"] = checks.one_of(form.problems, (*path, "spacing"), spacing, (1, 2), default=1)
    return checked


ACCESSORIES: dict[int, Check] = {BUTTON: _button, THUMBNAIL: _thumbnail}
SECTION_TEXT: dict[int, Check] = {TEXT_DISPLAY: text_display}


def _section(form: Form, given: Json, path: Path) -> Json:
    checked = form.node(given, path)
    checked["components"] = each(form, given, path, SECTION_TEXT, (1, 3))
    where = (*path, "accessory")
    if given.get("accessory") is None:
        form.problems.required(where)
        return checked
    accessory = checks.union(form.problems, where, given["accessory"], ACCESSORIES)
    if accessory is not None:
        checked["accessory"] = ACCESSORIES[accessory["type"]](form, accessory, where)
    return checked


IN_A_CONTAINER: dict[int, Check] = {
    ACTION_ROW: _action_row,
    SECTION: _section,
    TEXT_DISPLAY: text_display,
    MEDIA_GALLERY: _media_gallery,
    FILE: _file,
    SEPARATOR: _separator,
}


def _container(form: Form, given: Json, path: Path) -> Json:
    checked = form.node(given, path)
    where = (*path, "accent_color")
    checked["accent_color"] = checks.whole(form.problems, where, given.get("accent_color"), 0, 0xFFFFFF)
    checked["spoiler"] = checks.flag(form.problems, (*path, "spoiler"), given.get("spoiler"))
    checked["components"] = each(form, given, path, IN_A_CONTAINER, (1, MOST_COMPONENTS))
    return checked


TOP_LEVEL_V1: dict[int, Check] = {ACTION_ROW: _action_row}
TOP_LEVEL_V2: dict[int, Check] = {**IN_A_CONTAINER, CONTAINER: _container}


def message_components(
    given: object,
    problems: Problems,
    *,
    v2: bool,
    files: Mapping[str, Json],
    known: emoji.Known | None = None,
    path: Path = (),
) -> list[Json]:
    """Check the components of a message.

    Args:
        given: The list that the bot sent.
        problems: Where to note what is wrong; when it stays empty the result is good.
        v2: Whether the message has the flag IS_COMPONENTS_V2.
        files: The attachments of the message by file name, each with id, url, filename and size.
        known: The custom emoji that the bot may use; None lets it use any.
        path: Where the list `components` stands in the request, `("data",)` in an interaction callback.

    Returns:
        The components as Discord keeps them, every one with an id.
    """
    form = Form(problems, files, known)
    if v2:
        checked = each(form, {"components": given}, path, TOP_LEVEL_V2, (0, MOST_COMPONENTS))
    else:
        checked = each(form, {"components": given}, path, TOP_LEVEL_V1, (0, MOST_ROWS))
    where = (*path, "components")
    if v2 and len(form.nodes) > MOST_COMPONENTS:
        code = "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"
        problems.add(where, code, f"The total number of components exceeds the maximum of {MOST_COMPONENTS}")
    if form.text_size > MOST_TEXT:
        code = "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"
        problems.add(where, code, f"Components displayable text size exceeds maximum size of {MOST_TEXT}")
    form.number(where)
    return checked
