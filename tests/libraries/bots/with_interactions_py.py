"""The small bot, with interactions.py."""

import io
import os

import aiohttp
import interactions
from interactions import OptionType

bot = interactions.Client(intents=interactions.Intents.ALL)


@interactions.slash_command("greet", description="Say hello")
@interactions.slash_option("name", "Whom", OptionType.STRING, required=True, autocomplete=True)
async def greet(context: interactions.SlashContext, name: str) -> None:
    button = interactions.Button(style=interactions.ButtonStyle.PRIMARY, label="Again", custom_id="again")
    choice = interactions.StringSelectMenu("Red", "Green", placeholder="Colour", custom_id="colour")
    await context.send(f"Hello {name}!", components=[[button], [choice]], ephemeral=True)


@greet.autocomplete("name")
async def names(context: interactions.AutocompleteContext) -> None:
    await context.send([one for one in ("Ada", "Bob") if context.input_text in one])


@interactions.component_callback("again")
async def again(context: interactions.ComponentContext) -> None:
    await context.edit_origin(content="Hello again!")


@interactions.component_callback("colour")
async def colour(context: interactions.ComponentContext) -> None:
    await context.send(f"You chose {context.values[0]}.", ephemeral=True)


@interactions.slash_command("form", description="Open a form")
async def form(context: interactions.SlashContext) -> None:
    field = interactions.ShortText(label="Name", custom_id="name")
    await context.send_modal(interactions.Modal(field, title="About you", custom_id="about"))


@interactions.modal_callback("about")
async def about(context: interactions.ModalContext, name: str) -> None:
    await context.send(f"You are {name}.", ephemeral=True)


@interactions.slash_command("give", description="Send a file")
async def give(context: interactions.SlashContext) -> None:
    file = interactions.File(io.BytesIO(b"Hello, file"), file_name="hello.txt")
    await context.send("Here", files=file)


@interactions.slash_command("read", description="Read a file")
@interactions.slash_option("file", "Which", OptionType.ATTACHMENT, required=True)
async def read(context: interactions.SlashContext, file: interactions.Attachment) -> None:
    async with aiohttp.ClientSession() as session, session.get(file.url) as answer:
        await context.send(await answer.text(), ephemeral=True)


@interactions.slash_command("picture", description="Show the bot's own picture")
async def picture(context: interactions.SlashContext) -> None:
    content = await bot.user.avatar.fetch()
    await context.send(content[1:4].decode(), ephemeral=True)


@interactions.listen()
async def on_message_create(event: interactions.events.MessageCreate) -> None:
    if event.message.content == "ping":
        await event.message.reply("pong")


bot.start(os.environ["DISCORD_TOKEN"])
