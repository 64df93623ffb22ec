"""The small bot, with nextcord."""

import io
import os

import nextcord
from nextcord.ext import commands

intents = nextcord.Intents.default()
intents.message_content = True
bot = commands.Bot(intents=intents)


class Greeting(nextcord.ui.View):
    @nextcord.ui.button(label="Again", custom_id="again")
    async def again(self, button: nextcord.ui.Button, interaction: nextcord.Interaction) -> None:
        await interaction.response.edit_message(content="Hello again!")

    @nextcord.ui.string_select(
        placeholder="Colour",
        custom_id="colour",
        options=[nextcord.SelectOption(label="Red"), nextcord.SelectOption(label="Green")],
    )
    async def colour(self, select: nextcord.ui.StringSelect, interaction: nextcord.Interaction) -> None:
        await interaction.response.send_message(f"You chose {select.values[0]}.", ephemeral=True)


class Form(nextcord.ui.Modal):
    def __init__(self) -> None:
        super().__init__("About you")
        self.name = nextcord.ui.TextInput(label="Name", custom_id="name")
        self.add_item(self.name)

    async def callback(self, interaction: nextcord.Interaction) -> None:
        await interaction.response.send_message(f"You are {self.name.value}.", ephemeral=True)


@bot.slash_command(description="Say hello")
async def greet(
    interaction: nextcord.Interaction, name: str = nextcord.SlashOption(autocomplete=True)
) -> None:
    await interaction.response.send_message(f"Hello {name}!", view=Greeting(), ephemeral=True)


@greet.on_autocomplete("name")
async def names(interaction: nextcord.Interaction, typed: str) -> None:
    await interaction.response.send_autocomplete([one for one in ("Ada", "Bob") if typed in one])


@bot.slash_command(description="Open a form")
async def form(interaction: nextcord.Interaction) -> None:
    await interaction.response.send_modal(Form())


@bot.slash_command(description="Send a file")
async def give(interaction: nextcord.Interaction) -> None:
    file = nextcord.File(io.BytesIO(b"Hello, file"), "hello.txt")
    await interaction.response.send_message("Here", file=file)


@bot.slash_command(description="Read a file")
async def read(interaction: nextcord.Interaction, file: nextcord.Attachment) -> None:
    await interaction.response.send_message((await file.read()).decode(), ephemeral=True)


@bot.slash_command(description="Show the bot's own picture")
async def picture(interaction: nextcord.Interaction) -> None:
    content = await bot.user.default_avatar.read()
    await interaction.response.send_message(content[1:4].decode(), ephemeral=True)


@bot.event
async def on_message(message: nextcord.Message) -> None:
    if message.content == "ping":
        await message.reply("pong")


bot.run(os.environ["DISCORD_TOKEN"])
