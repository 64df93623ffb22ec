"""Everybody can use the page: axe-core finds nothing serious, in light and dark, wide and narrow."""

from typing import Any

import discord
import pytest
from axe_playwright_python.async_playwright import Axe
from page.conftest import Eyes, House, Shown, Window
from playwright.async_api import expect

GRAVE = {"serious", "critical"}


async def grave(window: Window) -> list[str]:
    """What axe-core finds that would keep somebody out."""
    found: dict[str, Any] = (await Axe().run(window.page)).response
    return [
        f"{one['id']}: {[node['html'][:160] + node['failureSummary'][:160] for node in one['nodes'][:3]]}"
        for one in found["violations"]
        if one["impact"] in GRAVE
    ]


LOOKS = pytest.mark.parametrize(("wide", "dark"), [(True, False), (False, True)])


@LOOKS
async def test_the_demo_can_be_used_by_everybody(demo: Shown, eyes: Eyes, wide: bool, dark: bool) -> None:
    window = await eyes.open(demo.client.url, "maya", wide=wide, dark=dark)
    page = window.page
    assert await grave(window) == []
    await window.use("progress")
    await expect(window.messages.last).to_contain_text("milestones")
    await window.write.fill("/")
    await expect(page.get_by_role("option").first).to_be_visible()
    assert await grave(window) == []
    await window.write.fill("/opportunity post")
    await window.press("Enter")
    await expect(page.get_by_role("group", name="/opportunity post")).to_be_visible()
    assert await grave(window) == []
    await window.press("Escape", "Escape")
    for panel in ("Events", "Members", "Time", "For developers"):
        await page.get_by_role("button", name=panel, exact=True).click()
        await expect(page.get_by_role("complementary", name=panel)).to_be_visible()
        assert await grave(window) == []
        await page.get_by_role("button", name="Close this panel").click()
    if not wide:
        await page.get_by_role("button", name="Channels", exact=True).click()
        assert await grave(window) == []
    await page.get_by_role("button", name="Be somebody else").click()
    await expect(page.get_by_role("dialog", name="Who are you?")).to_be_visible()
    assert await grave(window) == []


class Everything(discord.ui.Modal, title="Everything"):
    """A field of every kind."""

    text = discord.ui.Label(text="Text", description="A line", component=discord.ui.TextInput())
    pick = discord.ui.Label(
        text="Topics",
        component=discord.ui.Select(max_values=2, options=[discord.SelectOption(label=one) for one in "abc"]),
    )
    radio = discord.ui.Label(
        text="How often",
        component=discord.ui.RadioGroup(
            options=[discord.RadioGroupOption(label=one, value=one) for one in "xy"]
        ),
    )
    boxes = discord.ui.Label(
        text="Days",
        component=discord.ui.CheckboxGroup(
            options=[discord.CheckboxGroupOption(label=one, value=one) for one in "mt"]
        ),
    )
    file = discord.ui.Label(text="File", component=discord.ui.FileUpload(required=False))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Say what came."""
        given = (self.text.component.value, self.pick.component.values, self.radio.component.value)
        files = [one.filename for one in self.file.component.values]
        await interaction.response.send_message(f"{given} {self.boxes.component.values} {files}")


class Zoo(discord.ui.LayoutView):
    """A component of every kind."""

    def __init__(self) -> None:
        super().__init__()
        box = discord.ui.Container[Zoo](accent_colour=discord.Colour.teal())
        box.add_item(
            discord.ui.TextDisplay("# Head\ntext ||hidden|| `code` <t:1900000000:R>\n-# small\n```py\nx\n```")
        )
        box.add_item(discord.ui.Separator())
        box.add_item(
            discord.ui.Section("Words", accessory=discord.ui.Button(label="Open", url="https://a.b"))
        )
        row = discord.ui.ActionRow[Zoo]()
        for style in (1, 2, 3, 4):
            row.add_item(discord.ui.Button(label=f"Style {style}", style=discord.ButtonStyle(style)))
        row.add_item(discord.ui.Button(label="Off", disabled=True))
        box.add_item(row)
        for kind in (discord.ui.UserSelect, discord.ui.RoleSelect, discord.ui.ChannelSelect):
            choices = discord.ui.ActionRow[Zoo]()
            choices.add_item(kind(placeholder=kind.__name__))
            box.add_item(choices)
        self.add_item(box)


@LOOKS
async def test_every_component_embed_and_field_can_be_used_by_everybody(
    house: House, eyes: Eyes, wide: bool, dark: bool
) -> None:
    @house.bot.tree.command(description="Show all")
    async def zoo(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(view=Zoo())

    @house.bot.tree.command(description="Show an embed")
    async def embed(interaction: discord.Interaction) -> None:
        shown = discord.Embed(title="Title", description="Words", colour=0xCC8800).set_footer(text="foot")
        shown.add_field(name="Field", value="value")
        await interaction.response.send_message("<@1>", embed=shown, ephemeral=True)

    @house.bot.tree.command(description="Open a form")
    async def form(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Everything())

    await house.start()
    window = await eyes.open(house.url, "alice", wide=wide, dark=dark)
    page = window.page
    await window.use("zoo")
    await expect(page.get_by_role("button", name="Style 4")).to_be_visible()
    await window.use("embed")
    await expect(window.messages.last).to_contain_text("foot")
    assert await grave(window) == []
    await window.use("form")
    form_shown = page.get_by_role("dialog", name="Everything")
    await expect(form_shown).to_be_visible()
    await form_shown.get_by_role("button", name="Submit").click()
    await expect(form_shown.get_by_role("alert")).to_contain_text(
        "Look again at: Text, Topics, How often, Days."
    )
    assert await grave(window) == []
    await form_shown.get_by_role("button", name="Topics").click()
    await expect(page.get_by_role("option")).to_have_count(3)
    assert await grave(window) == []
    await window.press("Enter", "ArrowDown", "Enter")
    await page.get_by_role("button", name="Done").click()
    await form_shown.get_by_label("Text").fill("words")
    await form_shown.get_by_label("x", exact=True).check()
    await form_shown.get_by_label("m", exact=True).check()
    files = [{"name": "cv.txt", "mimeType": "text/plain", "buffer": b"life"}]
    await form_shown.get_by_label("File").set_input_files(files)  # type: ignore[arg-type]
    await form_shown.get_by_role("button", name="Submit").click()
    await expect(form_shown).to_be_hidden()
    await expect(window.messages.last).to_contain_text("('words', ['a', 'b'], 'x') ['m'] ['cv.txt']")
