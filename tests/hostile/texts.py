"""What people type who mean no good, or whose keyboards do not."""

from hypothesis import strategies as st

NASTY = (
    "@everyone @here",
    "<@1> <@!2> <@&3> <#4> </start:5> <id:customize> <t:1700000000:R> <:smile:6> <a:wave:7>",
    "[click](https://evil.example) https://evil.example <https://evil.example> discord.gg/evil",
    "```py\nprint('x')\n``` `code` ```",
    "# Heading\n## Another\n-# small\n> quote\n>>> all quoted\n- list\n1. list",
    "***bold*** __under__ ~~struck~~ ||spoiler||",
    "\u202egnirts desrever\u202c \u2066isolated\u2069 \u200f\u061c",
    "العربية עברית فارسی",
    "Z\u0351\u0343\u0362a\u0311\u036f\u0334l\u034d\u0353\u0318g\u0321\u0336\u0356o\u035d\u0347" * 40,
    "\x00\x01\x07\x08\x0b\x0c\x1b[31m\x7f\x85\x9f",
    "\ud800 half \udfff",
    "👩🏽‍⚕️🏳️‍🌈 \U000e0041\U0010ffff\ufeff\u200b\u2028\u2029\u00a0",
    "\\\\@everyone \\<@1> \\",
    "a" * 6000,
    "\ufdfa" * 6000,
    "   \t\n\r  ",
    "'; DROP TABLE member; --",
    "{0.__class__} %s %n ${jndi:ldap://x} ../../etc/passwd",
    "-1", "0", "99999999999999999999999", "1e400", "NaN", "٣", "²", "Ⅳ",
    "progress:done:x", "glossary:", ":", "~2", "~99999999999999999999",
)  # fmt: skip

_ALL = st.characters(exclude_categories=())
"""Every code point, lone surrogates and all, which JSON can carry."""

anything = (
    st.sampled_from(NASTY)
    | st.text(_ALL, max_size=80)
    | st.text("<@#&:/!>\\_*`~|[]()\u202e\x00 a1", max_size=40)
)
"""Something to type."""


def up_to(most: int) -> st.SearchStrategy[str]:
    """Something to type that the client lets through: cut to so many characters."""
    return anything.map(lambda text: text[:most])
