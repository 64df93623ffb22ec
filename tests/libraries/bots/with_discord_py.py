"""The small bot, with discord.py."""

import io
import os

import discord
from discord import app_commands


class Greeting(discord.ui.View):
    @discord.ui.button(label="Again", custom_id="again")
    async def again(self, interaction: discord.Interaction, button: discord.ui.Button) -> None:
        await interaction.response.edit_message(content="Hello again!")

    @discord.ui.select(
        placeholder="Colour",
        custom_id="colour",
        options=[discord.SelectOption(label="Red"), discord.SelectOption(label="Green")],
    )
    async def colour(self, interaction: discord.Interaction, select: discord.ui.Select) -> None:
        await interaction.response.send_message(f"You chose {select.values[0]}.", ephemeral=True)


class Form(discord.ui.Modal, title="About you"):
    name = discord.ui.TextInput(label="Name", custom_id="name")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"You are {self.name.value}.", ephemeral=True)


class Bot(discord.Client):
    def __init__(self) -> None:
        intents = discord.Intents.default()
        intents.message_content = True
        super().__init__(intents=intents)
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        await self.tree.sync()


bot = Bot()


@bot.tree.command(description="Say hello")
async def greet(interaction: discord.Interaction, name: str) -> None:
    await interaction.response.send_message(f"Hello {name}!", view=Greeting(), ephemeral=True)


@greet.autocomplete("name")
async def names(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=one, value=one) for one in ("Ada", "Bob") if typed in one]


@bot.tree.command(description="Open a form")
async def form(interaction: discord.Interaction) -> None:
    await interaction.response.send_modal(Form())


@bot.tree.command(description="Send a file")
async def give(interaction: discord.Interaction) -> None:
    await interaction.response.send_message(
        "Here", file=discord.File(io.BytesIO(b"Hello, file"), "hello.txt")
    )


@bot.tree.command(description="Read a file")
async def read(interaction: discord.Interaction, file: discord.Attachment) -> None:
    await interaction.response.send_message((await file.read()).decode(), ephemeral=True)


@bot.tree.command(description="Show the bot's own picture")
async def picture(interaction: discord.Interaction) -> None:
    content = await interaction.client.user.default_avatar.read()
    await interaction.response.send_message(content[1:4].decode(), ephemeral=True)


@bot.event
async def on_message(message: discord.Message) -> None:
    if message.content == "ping":
        await message.reply("pong")
    if message.content == "forward":
        await message.forward(message.channel)


bot.run(os.environ["DISCORD_TOKEN"])
