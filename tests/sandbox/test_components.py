"""What Discord refuses in the components of a message or in a modal is refused here, with its codes."""

from __future__ import annotations

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.bodies.components import message_components
from mentorbot.sandbox.discord.api.bodies.forms import walk
from mentorbot.sandbox.discord.api.bodies.modals import modal
from mentorbot.sandbox.wire import Json

PICTURE: Json = {"id": "7", "filename": "path.png", "url": "http://cdn/path.png", "size": 3}


def button(custom_id: str = "a", **more: object) -> Json:
    return {"type": 2, "style": 1, "label": "Press", "custom_id": custom_id, **more}


def row(*children: Json) -> Json:
    return {"type": 1, "components": list(children)}


def choices(count: int = 2, **more: object) -> Json:
    options = [{"label": f"Option {n}", "value": str(n)} for n in range(count)]
    return {"type": 3, "custom_id": "pick", "options": options, **more}


def words(content: str = "Hello") -> Json:
    return {"type": 10, "content": content}


def check(components: object, *, v2: bool = False) -> tuple[list[Json], Problems]:
    problems = Problems()
    shown = message_components(components, problems, v2=v2, files={"path.png": PICTURE})
    return shown, problems


def found(problems: Problems) -> set[tuple[str, str]]:
    return {(".".join(map(str, path)), code) for path, code, _ in problems.found}


@pytest.mark.parametrize(
    ("component", "where", "code"),
    [
        (button("x" * 101), "custom_id", "BASE_TYPE_BAD_LENGTH"),
        (button(""), "custom_id", "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED"),
        (button(label="x" * 81), "label", "BASE_TYPE_MAX_LENGTH"),
        (button(label=None), "label", "BASE_TYPE_REQUIRED"),
        (button(style=7), "style", "BASE_TYPE_CHOICES"),
        (button(style=None), "style", "BASE_TYPE_REQUIRED"),
        (button(disabled="yes"), "disabled", "BOOLEAN_TYPE_CONVERT"),
        (button(emoji={"name": "smile"}), "emoji.name", "COMPONENT_INVALID_EMOJI"),
        (button(url="https://example.org"), "", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE"),
        ({"type": 2, "style": 5, "label": "Go", "url": "ftp://x.org"}, "url", "URL_TYPE_INVALID_SCHEME"),
        ({"type": 2, "style": 5, "label": "Go", "url": "nowhere"}, "url", "URL_TYPE_INVALID_URL"),
        (
            {"type": 2, "style": 5, "label": "Go", "url": "https://x.org/" + "y" * 512},
            "url",
            "BASE_TYPE_BAD_LENGTH",
        ),
        (
            {"type": 2, "style": 6, "label": "Buy", "sku_id": "1"},
            "label",
            "BUTTON_COMPONENT_PREMIUM_INVALID_FIELD",
        ),
        (choices(0), "options", "BASE_TYPE_BAD_LENGTH"),
        (choices(26), "options", "BASE_TYPE_BAD_LENGTH"),
        (choices(placeholder="x" * 151), "placeholder", "BASE_TYPE_MAX_LENGTH"),
        (choices(2, max_values=3), "options", "BASE_TYPE_BAD_LENGTH"),
        (choices(3, min_values=3, max_values=2), "min_values", "NUMBER_TYPE_MAX"),
        (choices(max_values=26), "max_values", "NUMBER_TYPE_MAX"),
        (
            {"type": 5, "custom_id": "u", "default_values": [{"id": "1", "type": "role"}]},
            "default_values.0.type",
            "BASE_TYPE_CHOICES",
        ),
        ({"type": 8, "custom_id": "c", "channel_types": [99]}, "channel_types.0", "BASE_TYPE_CHOICES"),
        ({"type": 10, "content": "x"}, "type", "UNION_TYPE_CHOICES"),
        ({"style": 1}, "type", "BASE_TYPE_REQUIRED"),
        ("button", "", "MODEL_TYPE_CONVERT"),
    ],
)
def test_a_bad_component_of_a_row_is_named_with_its_path(component: object, where: str, code: str) -> None:
    _, problems = check([{"type": 1, "components": [component]}])
    path = "components.0.components.0" + (f".{where}" if where else "")
    assert (path, code) in found(problems)


def test_an_option_of_a_select_has_limits_and_a_value_of_its_own() -> None:
    options = [
        {"label": "x" * 101, "value": "a"},
        {"label": "b", "value": "x" * 101},
        {"label": "c", "value": "a", "description": "x" * 101},
    ]
    _, problems = check([row({"type": 3, "custom_id": "pick", "options": options})])
    start = "components.0.components.0.options"
    assert found(problems) == {
        (f"{start}.0.label", "BASE_TYPE_BAD_LENGTH"),
        (f"{start}.1.value", "BASE_TYPE_BAD_LENGTH"),
        (f"{start}.2.description", "BASE_TYPE_MAX_LENGTH"),
        (f"{start}.2.value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"),
    }


def test_two_components_of_one_message_cannot_share_a_custom_id() -> None:
    _, problems = check([row(button("same")), row(button("same"))])
    where = "components.1.components.0.custom_id"
    assert found(problems) == {(where, "COMPONENT_CUSTOM_ID_DUPLICATED")}


def test_a_row_holds_five_buttons_or_one_select() -> None:
    five = [button(str(n)) for n in range(5)]
    assert not check([row(*five)])[1]
    assert found(check([row(*five, button("six"))])[1]) == {
        ("components.0.components", "BASE_TYPE_BAD_LENGTH")
    }
    wide = found(check([row(button(), choices())])[1])
    assert wide == {("components.0.components.1", "COMPONENT_LAYOUT_WIDTH_EXCEEDED")}


def test_a_message_without_the_v2_flag_holds_five_rows_and_nothing_else() -> None:
    assert found(check([row(button(str(n))) for n in range(6)])[1]) == {
        ("components", "BASE_TYPE_MAX_LENGTH")
    }
    assert found(check([words()])[1]) == {("components.0.type", "UNION_TYPE_CHOICES")}


def test_forty_components_fit_and_forty_one_do_not() -> None:
    container = {"type": 17, "components": [words() for _ in range(39)]}
    assert not check([container], v2=True)[1]
    _, problems = check([container, words()], v2=True)
    assert found(problems) == {("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED")}


def test_all_text_displays_together_hold_four_thousand_characters() -> None:
    assert not check([words("x" * 2000), words("y" * 2000)], v2=True)[1]
    _, problems = check([words("x" * 2000), words("y" * 2001)], v2=True)
    assert found(problems) == {("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED")}


@pytest.mark.parametrize(
    ("component", "where", "code"),
    [
        ({"type": 9, "components": [words()]}, "accessory", "BASE_TYPE_REQUIRED"),
        (
            {"type": 9, "components": [words()] * 4, "accessory": button()},
            "components",
            "BASE_TYPE_BAD_LENGTH",
        ),
        ({"type": 9, "components": [words()], "accessory": words()}, "accessory.type", "UNION_TYPE_CHOICES"),
        ({"type": 10, "content": ""}, "content", "BASE_TYPE_REQUIRED"),
        ({"type": 12, "items": []}, "items", "BASE_TYPE_BAD_LENGTH"),
        (
            {"type": 12, "items": [{"media": {"url": "https://x.org/a.png"}}] * 11},
            "items",
            "BASE_TYPE_BAD_LENGTH",
        ),
        ({"type": 13, "file": {"url": "https://x.org/a.pdf"}}, "file.url", "URL_TYPE_INVALID_SCHEME"),
        (
            {"type": 13, "file": {"url": "attachment://other.png"}},
            "file.url",
            "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
        ),
        ({"type": 14, "spacing": 3}, "spacing", "BASE_TYPE_CHOICES"),
        ({"type": 17, "components": []}, "components", "BASE_TYPE_BAD_LENGTH"),
        ({"type": 17, "components": [words()], "accent_color": 0x1000000}, "accent_color", "NUMBER_TYPE_MAX"),
        (
            {"type": 17, "components": [{"type": 17, "components": [words()]}]},
            "components.0.type",
            "UNION_TYPE_CHOICES",
        ),
        ({"type": 11, "media": {"url": "https://x.org/a.png"}}, "type", "UNION_TYPE_CHOICES"),
        (button(), "type", "UNION_TYPE_CHOICES"),
    ],
)
def test_a_bad_layout_component_is_named_with_its_path(component: Json, where: str, code: str) -> None:
    _, problems = check([component], v2=True)
    assert (f"components.0.{where}", code) in found(problems)


def test_ids_are_counted_from_one_and_keep_clear_of_those_given() -> None:
    section = {"type": 9, "components": [words()], "accessory": button("b")}
    shown, problems = check([words(), {"type": 17, "id": 3, "components": [section]}], v2=True)
    assert not problems
    assert [component["id"] for component in walk(shown)] == [1, 3, 2, 4, 5]


def test_an_attached_picture_is_shown_with_its_address() -> None:
    gallery = {"type": 12, "items": [{"media": {"url": "attachment://path.png"}, "description": "The path"}]}
    shown, problems = check([gallery, {"type": 13, "file": {"url": "attachment://path.png"}}], v2=True)
    assert not problems
    assert shown[0]["items"][0]["media"]["url"] == "http://cdn/path.png"
    assert (shown[1]["name"], shown[1]["size"]) == ("path.png", 3)


async def test_a_layout_built_with_discord_py_is_accepted_whole() -> None:
    rows = discord.ui.ActionRow["discord.ui.LayoutView"]()
    rows.add_item(discord.ui.Select(options=[discord.SelectOption(label="a", emoji="🎉")]))
    container = discord.ui.Container["discord.ui.LayoutView"](
        discord.ui.Section("One", "Two", accessory=discord.ui.Thumbnail("attachment://path.png")),
        discord.ui.Separator(spacing=discord.SeparatorSpacing.large),
        rows,
        accent_colour=discord.Colour.green(),
    )
    view = discord.ui.LayoutView().add_item(container).add_item(discord.ui.File("attachment://path.png"))
    shown, problems = check(view.to_components(), v2=True)
    assert not problems
    assert len(list(walk(shown))) == view.total_children_count


async def test_a_modal_built_with_discord_py_is_accepted_whole() -> None:
    form = discord.ui.Modal(title="About you")
    for component in (
        discord.ui.TextInput["discord.ui.Modal"](max_length=300),
        discord.ui.Select["discord.ui.Modal"](options=[discord.SelectOption(label="a")], required=False),
        discord.ui.FileUpload["discord.ui.Modal"](),
        discord.ui.CheckboxGroup["discord.ui.Modal"](options=[discord.CheckboxGroupOption(label="a")]),
    ):
        form.add_item(discord.ui.Label(text="Question", component=component))
    form.add_item(discord.ui.TextDisplay("Thank you"))
    problems = Problems()
    shown = modal(form.to_dict(), problems)
    assert not problems
    assert [component["type"] for component in walk(shown["components"])] == [
        18,
        4,
        18,
        3,
        18,
        19,
        18,
        22,
        10,
    ]


def ask(component: Json, **more: object) -> Json:
    return {"type": 18, "label": "Question", "component": component, **more}


def entry(**more: object) -> Json:
    return {"type": 4, "custom_id": "words", "style": 1, **more}


@pytest.mark.parametrize(
    ("change", "where", "code"),
    [
        ({"title": "x" * 46}, "title", "BASE_TYPE_BAD_LENGTH"),
        ({"title": ""}, "title", "BASE_TYPE_REQUIRED"),
        ({"custom_id": "x" * 101}, "custom_id", "BASE_TYPE_BAD_LENGTH"),
        ({"components": []}, "components", "BASE_TYPE_BAD_LENGTH"),
        ({"components": [ask(entry())] * 6}, "components", "BASE_TYPE_BAD_LENGTH"),
        ({"components": [ask(entry(), label="x" * 46)]}, "components.0.label", "BASE_TYPE_BAD_LENGTH"),
        (
            {"components": [ask(entry(), description="x" * 101)]},
            "components.0.description",
            "BASE_TYPE_BAD_LENGTH",
        ),
        ({"components": [{"type": 18, "label": "Question"}]}, "components.0.component", "BASE_TYPE_REQUIRED"),
        ({"components": [ask(button())]}, "components.0.component.type", "UNION_TYPE_CHOICES"),
        (
            {"components": [ask(entry(value="x" * 4001))]},
            "components.0.component.value",
            "BASE_TYPE_MAX_LENGTH",
        ),
        (
            {"components": [ask(entry(max_length=4001))]},
            "components.0.component.max_length",
            "NUMBER_TYPE_MAX",
        ),
        (
            {"components": [ask(choices(disabled=True))]},
            "components.0.component.disabled",
            "MODAL_COMPONENT_CANNOT_BE_DISABLED",
        ),
        (
            {"components": [ask({**choices(1), "type": 21})]},
            "components.0.component.options",
            "BASE_TYPE_BAD_LENGTH",
        ),
        (
            {"components": [ask({**choices(11), "type": 22})]},
            "components.0.component.options",
            "BASE_TYPE_BAD_LENGTH",
        ),
        (
            {"components": [ask({"type": 19, "custom_id": "f", "max_values": 11})]},
            "components.0.component.max_values",
            "NUMBER_TYPE_MAX",
        ),
        ({"components": [row(entry())]}, "components.0.components.0.label", "BASE_TYPE_REQUIRED"),
        ({"components": [row(button())]}, "components.0.components.0.type", "UNION_TYPE_CHOICES"),
        ({"components": [{"type": 17, "components": [words()]}]}, "components.0.type", "UNION_TYPE_CHOICES"),
    ],
)
def test_a_bad_modal_is_refused_with_the_path_in_the_callback(change: Json, where: str, code: str) -> None:
    problems = Problems()
    modal({"title": "About you", "custom_id": "form", "components": [ask(entry())], **change}, problems)
    assert (f"data.{where}", code) in found(problems)


def test_problems_are_told_in_the_shape_discord_uses() -> None:
    _, problems = check([row(button(label="x" * 81))])
    wrong = [{"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 80 or fewer in length."}]
    assert problems.tree() == {"components": {"0": {"components": {"0": {"label": {"_errors": wrong}}}}}}


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            st.sampled_from(
                [
                    "type",
                    "components",
                    "accessory",
                    "component",
                    "options",
                    "label",
                    "value",
                    "custom_id",
                    "style",
                    "media",
                    "url",
                    "items",
                    "emoji",
                    "name",
                    "id",
                    "min_values",
                    "default_values",
                    "content",
                ]
            ),
            inner | st.sampled_from([1, 2, 3, 5, 8, 9, 10, 12, 13, 17, 18, 21]),
            max_size=6,
        )
    ),
    max_leaves=30,
)


@given(anything, st.booleans())
def test_no_body_whatever_breaks_the_checks(components: object, v2: bool) -> None:
    shown, problems = check(components, v2=v2)
    modal({"title": "t", "custom_id": "c", "components": components}, Problems())
    if not problems:
        assert all(component["id"] > 0 for component in walk(shown))
