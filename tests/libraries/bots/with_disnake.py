"""The small bot, with disnake."""

import io
import os

import disnake
from disnake.ext import commands

intents = disnake.Intents.default()
intents.message_content = True
bot = commands.InteractionBot(intents=intents)


class Greeting(disnake.ui.View):
    @disnake.ui.button(label="Again", custom_id="again")
    async def again(self, button: disnake.ui.Button, interaction: disnake.MessageInteraction) -> None:
        await interaction.response.edit_message(content="Hello again!")

    @disnake.ui.string_select(placeholder="Colour", custom_id="colour", options=["Red", "Green"])
    async def colour(self, select: disnake.ui.StringSelect, interaction: disnake.MessageInteraction) -> None:
        await interaction.response.send_message(f"You chose {select.values[0]}.", ephemeral=True)


class Form(disnake.ui.Modal):
    def __init__(self) -> None:
        field = disnake.ui.TextInput(label="Name", custom_id="name")
        super().__init__(title="About you", components=[field])

    async def callback(self, interaction: disnake.ModalInteraction) -> None:
        await interaction.response.send_message(f"You are {interaction.text_values['name']}.", ephemeral=True)


async def names(interaction: disnake.ApplicationCommandInteraction, typed: str) -> list[str]:
    return [one for one in ("Ada", "Bob") if typed in one]


@bot.slash_command(description="Say hello")
async def greet(
    interaction: disnake.ApplicationCommandInteraction, name: str = commands.Param(autocomplete=names)
) -> None:
    await interaction.response.send_message(f"Hello {name}!", view=Greeting(), ephemeral=True)


@bot.slash_command(description="Open a form")
async def form(interaction: disnake.ApplicationCommandInteraction) -> None:
    await interaction.response.send_modal(Form())


@bot.slash_command(description="Send a file")
async def give(interaction: disnake.ApplicationCommandInteraction) -> None:
    file = disnake.File(io.BytesIO(b"Hello, file"), "hello.txt")
    await interaction.response.send_message("Here", file=file)


@bot.slash_command(description="Read a file")
async def read(interaction: disnake.ApplicationCommandInteraction, file: disnake.Attachment) -> None:
    await interaction.response.send_message((await file.read()).decode(), ephemeral=True)


@bot.slash_command(description="Show the bot's own picture")
async def picture(interaction: disnake.ApplicationCommandInteraction) -> None:
    content = await bot.user.default_avatar.read()
    await interaction.response.send_message(content[1:4].decode(), ephemeral=True)


@bot.event
async def on_message(message: disnake.Message) -> None:
    if message.content == "ping":
        await message.reply("pong")
    if message.content == "forward":
        await message.forward(message.channel)


bot.run(os.environ["DISCORD_TOKEN"])
