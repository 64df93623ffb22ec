"""Modals as Discord checks them.

Source of the limits: https://docs.discord.com/developers/components/reference
"""

from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Path, Problems
from mentorbot.sandbox.discord.api.bodies.forms import (
    ACTION_ROW,
    CHECKBOX,
    CHECKBOX_GROUP,
    FILE_UPLOAD,
    LABEL,
    RADIO_GROUP,
    SELECTS,
    TEXT_DISPLAY,
    TEXT_INPUT,
    Check,
    Form,
    each,
    option_list,
    select,
    text_display,
    value_range,
)
from mentorbot.sandbox.wire import Json

MOST_TOP_LEVEL = 5
LONGEST_INPUT = 4000


def _required(form: Form, checked: Json, given: Json, path: Path) -> None:
    checked["required"] = checks.flag(form.problems, (*path, "required"), given.get("required"), default=True)


def _text_input(form: Form, given: Json, path: Path) -> Json:
    checked = form.node(given, path)
    problems = form.problems
    form.custom_id(checked, given, path)
    checked["style"] = checks.one_of(problems, (*path, "style"), given.get("style"), (1, 2))
    for name, longest in (("value", LONGEST_INPUT), ("placeholder", 100)):
        if given.get(name) is not None:
            checked[name] = checks.text(problems, (*path, name), given[name], 0, longest, optional=True)
    where = (*path, "min_length")
    checked["min_length"] = checks.whole(
        problems, where, given.get("min_length"), 0, LONGEST_INPUT, default=0
    )
    where = (*path, "max_length")
    checked["max_length"] = checks.whole(
        problems, where, given.get("max_length"), 1, LONGEST_INPUT, default=LONGEST_INPUT
    )
    if (checked["min_length"] or 0) > (checked["max_length"] or LONGEST_INPUT):
        message = f"int value should be less than or equal to {checked['max_length']}."
        problems.add((*path, "min_length"), "NUMBER_TYPE_MAX", message)
    _required(form, checked, given, path)
    return checked


def _modal_select(form: Form, given: Json, path: Path) -> Json:
    checked = select(form, given, path)
    if checked.pop("disabled"):
        code = "MODAL_COMPONENT_CANNOT_BE_DISABLED"
        form.problems.add((*path, "disabled"), code, "Components in a modal cannot be disabled")
    _required(form, checked, given, path)
    return checked


def _file_upload(form: Form, given: Json, path: Path) -> Json:
    checked = form.node(given, path)
    form.custom_id(checked, given, path)
    value_range(form, checked, given, path, 10)
    _required(form, checked, given, path)
    return checked


def _radio_group(form: Form, given: Json, path: Path) -> Json:
    checked = form.node(given, path)
    form.custom_id(checked, given, path)
    checked["options"] = option_list(form, given, path, 2, 10)
    if sum(1 for option in checked["options"] if option.get("default")) > 1:
        code = "SELECT_COMPONENT_DEFAULT_VALUES_OUT_OF_RANGE"
        form.problems.add((*path, "options"), code, "Only one option of a radio group can be the default")
    _required(form, checked, given, path)
    return checked


def _checkbox_group(form: Form, given: Json, path: Path) -> Json:
    checked = form.node(given, path)
    form.custom_id(checked, given, path)
    options = checked["options"] = option_list(form, given, path, 1, 10)
    value_range(form, checked, given, path, 10, choices=len(options) or None, usual=len(options) or 1)
    _required(form, checked, given, path)
    return checked


def _checkbox(form: Form, given: Json, path: Path) -> Json:
    checked = form.node(given, path)
    form.custom_id(checked, given, path)
    checked["default"] = checks.flag(form.problems, (*path, "default"), given.get("default"))
    return checked


IN_A_LABEL: dict[int, Check] = {
    TEXT_INPUT: _text_input,
    **dict.fromkeys(SELECTS, _modal_select),
    FILE_UPLOAD: _file_upload,
    RADIO_GROUP: _radio_group,
    CHECKBOX_GROUP: _checkbox_group,
    CHECKBOX: _checkbox,
}


def _label(form: Form, given: Json, path: Path) -> Json:
    checked = form.node(given, path)
    checked["label"] = checks.text(form.problems, (*path, "label"), given.get("label"), 1, 45)
    where = (*path, "description")
    if given.get("description") is not None:
        checked["description"] = checks.text(
            form.problems, where, given["description"], 1, 100, optional=True
        )
    where = (*path, "component")
    if given.get("component") is None:
        form.problems.required(where)
        return checked
    child = checks.union(form.problems, where, given["component"], IN_A_LABEL)
    if child is not None:
        checked["component"] = IN_A_LABEL[child["type"]](form, child, where)
        if child["type"] == TEXT_INPUT and child.get("label") is not None:
            code = "TEXT_INPUT_COMPONENT_LABEL_IN_LABEL"
            message = "A text input in a label cannot have a label of its own"
            form.problems.add((*where, "label"), code, message)
    return checked


def _labelled_text_input(form: Form, given: Json, path: Path) -> Json:
    checked = _text_input(form, given, path)
    checked["label"] = checks.text(form.problems, (*path, "label"), given.get("label"), 1, 45)
    return checked


def _row(form: Form, given: Json, path: Path) -> Json:
    checked = form.node(given, path)
    checked["components"] = each(form, given, path, {TEXT_INPUT: _labelled_text_input}, (1, 5))
    for index in range(1, len(checked["components"])):
        code = "COMPONENT_LAYOUT_WIDTH_EXCEEDED"
        where = (*path, "components", index)
        form.problems.add(where, code, "The specified component exceeds the maximum width")
    return checked


TOP_LEVEL: dict[int, Check] = {ACTION_ROW: _row, TEXT_DISPLAY: text_display, LABEL: _label}


def modal(given: object, problems: Problems, path: Path = ("data",)) -> Json:
    """Check the data of a modal: title, custom id and components.

    Args:
        given: `data` of the interaction callback.
        problems: Where to note what is wrong; when it stays empty the result is good.
        path: Where the data stands in the request.

    Returns:
        The modal as it is shown, every component with an id.
    """
    data = checks.mapping(problems, path, given)
    if data is None:
        return {}
    form = Form(problems, {})
    title = checks.text(problems, (*path, "title"), data.get("title"), 1, 45)
    custom_id = checks.text(problems, (*path, "custom_id"), data.get("custom_id"), 1, 100)
    components = each(form, data, path, TOP_LEVEL, (1, MOST_TOP_LEVEL))
    form.number((*path, "components"))
    return {"title": title, "custom_id": custom_id, "components": components}
