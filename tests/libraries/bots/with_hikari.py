"""The small bot, with hikari."""

import os

import hikari

intents = hikari.Intents.ALL_UNPRIVILEGED | hikari.Intents.MESSAGE_CONTENT
bot = hikari.GatewayBot(os.environ["DISCORD_TOKEN"], intents=intents, banner=None)

TEXT, FILE = hikari.OptionType.STRING, hikari.OptionType.ATTACHMENT
NEW, CHANGED = hikari.ResponseType.MESSAGE_CREATE, hikari.ResponseType.MESSAGE_UPDATE
PRIVATE = hikari.MessageFlag.EPHEMERAL


@bot.listen()
async def register(event: hikari.StartedEvent) -> None:
    name = hikari.CommandOption(
        type=TEXT, name="name", description="Whom", is_required=True, autocomplete=True
    )
    file = hikari.CommandOption(type=FILE, name="file", description="Which", is_required=True)
    commands = [
        bot.rest.slash_command_builder("greet", "Say hello").add_option(name),
        bot.rest.slash_command_builder("form", "Open a form"),
        bot.rest.slash_command_builder("give", "Send a file"),
        bot.rest.slash_command_builder("read", "Read a file").add_option(file),
        bot.rest.slash_command_builder("picture", "Show the bot's own picture"),
    ]
    application = await bot.rest.fetch_application()
    await bot.rest.set_application_commands(application, commands)


async def greet(interaction: hikari.CommandInteraction) -> None:
    button = bot.rest.build_message_action_row()
    button.add_interactive_button(hikari.ButtonStyle.PRIMARY, "again", label="Again")
    choice = bot.rest.build_message_action_row()
    menu = choice.add_text_menu("colour", placeholder="Colour")
    menu.add_option("Red", "Red").add_option("Green", "Green")
    await interaction.create_initial_response(
        NEW, f"Hello {interaction.options[0].value}!", components=[button, choice], flags=PRIVATE
    )


async def form(interaction: hikari.CommandInteraction) -> None:
    row = bot.rest.build_modal_action_row().add_text_input("name", "Name")
    await interaction.create_modal_response("About you", "about", components=[row])


async def give(interaction: hikari.CommandInteraction) -> None:
    file = hikari.Bytes(b"Hello, file", "hello.txt")
    await interaction.create_initial_response(NEW, "Here", attachment=file)


async def read(interaction: hikari.CommandInteraction) -> None:
    (file,) = interaction.resolved.attachments.values()
    content = await file.read()
    await interaction.create_initial_response(NEW, content.decode(), flags=PRIVATE)


async def picture(interaction: hikari.CommandInteraction) -> None:
    content = await bot.get_me().default_avatar_url.read()
    await interaction.create_initial_response(NEW, content[1:4].decode(), flags=PRIVATE)


@bot.listen()
async def on_interaction(event: hikari.InteractionCreateEvent) -> None:
    interaction = event.interaction
    if isinstance(interaction, hikari.AutocompleteInteraction):
        typed = interaction.options[0].value
        found = [hikari.impl.AutocompleteChoiceBuilder(one, one) for one in ("Ada", "Bob") if typed in one]
        await interaction.create_response(found)
    elif isinstance(interaction, hikari.CommandInteraction):
        await {"greet": greet, "form": form, "give": give, "read": read, "picture": picture}[
            interaction.command_name
        ](interaction)
    elif isinstance(interaction, hikari.ModalInteraction):
        name = interaction.components[0].components[0].value
        await interaction.create_initial_response(NEW, f"You are {name}.", flags=PRIVATE)
    elif interaction.custom_id == "again":
        await interaction.create_initial_response(CHANGED, "Hello again!")
    else:
        chosen = f"You chose {interaction.values[0]}."
        await interaction.create_initial_response(NEW, chosen, flags=PRIVATE)


@bot.listen()
async def on_message(event: hikari.GuildMessageCreateEvent) -> None:
    if event.content == "ping":
        await event.message.respond("pong", reply=True)
    if event.content == "forward":
        await bot.rest.forward_message(event.channel_id, event.message)


bot.run()
