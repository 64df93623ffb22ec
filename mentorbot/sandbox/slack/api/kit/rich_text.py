"""Rich text: sections, lists, quotes and code, made of pieces.

Source: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from mentorbot.sandbox.slack.api.kit.checks import Check, by_type, choice, each, flag, number, shape, text
from mentorbot.sandbox.slack.api.kit.parts import ID, TYPE, URL

MANY = 10_000
STYLES = shape(
    {},
    dict.fromkeys(
        ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), flag
    ),
)


def piece(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """A piece of a line."""
    return shape({"type": TYPE, **required}, {"style": STYLES, **(optional or {})})


PIECES = by_type(
    {
        "text": piece({"text": text(MANY)}),
        "link": piece({"url": URL}, {"text": text(MANY), "unsafe": flag}),
        "emoji": piece({"name": text(255)}, {"unicode": text(255), "skin_tone": number(1, 6)}),
        "user": piece({"user_id": text(255)}),
        "usergroup": piece({"usergroup_id": text(255)}),
        "channel": piece({"channel_id": text(255)}),
        "broadcast": piece({"range": choice("here", "channel", "everyone")}),
        "date": piece(
            {"timestamp": number(0, 10**10), "format": text(255)}, {"url": URL, "fallback": text(MANY)}
        ),
        "color": piece({"value": text(255)}),
    }
)
PART = {"type": TYPE, "elements": each(PIECES, MANY, least=0)}
SECTION = shape(PART)
RICH_TEXT = shape(
    {
        "type": TYPE,
        "elements": each(
            by_type(
                {
                    "rich_text_section": SECTION,
                    "rich_text_preformatted": shape(PART, {"border": number(0, 1), "language": text(50)}),
                    "rich_text_quote": shape(PART, {"border": number(0, 1)}),
                    "rich_text_list": shape(
                        {
                            "type": TYPE,
                            "style": choice("bullet", "ordered"),
                            "elements": each(by_type({"rich_text_section": SECTION}), MANY),
                        },
                        {"indent": number(0, 8), "offset": number(0, MANY), "border": number(0, 1)},
                    ),
                }
            ),
            MANY,
        ),
    },
    {"block_id": ID},
)
