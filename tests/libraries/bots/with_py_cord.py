"""The small bot, with py-cord."""

import io
import os

import discord

intents = discord.Intents.default()
intents.message_content = True
bot = discord.Bot(intents=intents)


class Greeting(discord.ui.View):
    @discord.ui.button(label="Again", custom_id="again")
    async def again(self, button: discord.ui.Button, interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(content="Hello again!")

    @discord.ui.select(
        placeholder="Colour",
        custom_id="colour",
        options=[discord.SelectOption(label="Red"), discord.SelectOption(label="Green")],
    )
    async def colour(self, select: discord.ui.Select, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"You chose {select.values[0]}.", ephemeral=True)


class Form(discord.ui.Modal):
    def __init__(self) -> None:
        super().__init__(discord.ui.InputText(label="Name", custom_id="name"), title="About you")

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"You are {self.children[0].value}.", ephemeral=True)


async def names(context: discord.AutocompleteContext) -> list[str]:
    return [one for one in ("Ada", "Bob") if context.value in one]


@bot.slash_command(description="Say hello")
@discord.option("name", str, autocomplete=names)
async def greet(context: discord.ApplicationContext, name: str) -> None:
    await context.respond(f"Hello {name}!", view=Greeting(), ephemeral=True)


@bot.slash_command(description="Open a form")
async def form(context: discord.ApplicationContext) -> None:
    await context.send_modal(Form())


@bot.slash_command(description="Send a file")
async def give(context: discord.ApplicationContext) -> None:
    await context.respond("Here", file=discord.File(io.BytesIO(b"Hello, file"), "hello.txt"))


@bot.slash_command(description="Read a file")
@discord.option("file", discord.Attachment)
async def read(context: discord.ApplicationContext, file: discord.Attachment) -> None:
    await context.respond((await file.read()).decode(), ephemeral=True)


@bot.slash_command(description="Show the bot's own picture")
async def picture(context: discord.ApplicationContext) -> None:
    content = await bot.user.default_avatar.read()
    await context.respond(content[1:4].decode(), ephemeral=True)


@bot.event
async def on_message(message: discord.Message) -> None:
    if message.content == "ping":
        await message.reply("pong")
    if message.content == "forward":
        await message.forward_to(message.channel)


bot.run(os.environ["DISCORD_TOKEN"])
