// The small bot, with discord.js.

import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  Client,
  GatewayIntentBits,
  MessageFlags,
  ModalBuilder,
  SlashCommandBuilder,
  StringSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
} from "discord.js";

const { Guilds, GuildMessages, MessageContent } = GatewayIntentBits;
const client = new Client({ intents: [Guilds, GuildMessages, MessageContent] });
const flags = MessageFlags.Ephemeral;

const command = (name, description) => new SlashCommandBuilder().setName(name).setDescription(description);
const commands = [
  command("greet", "Say hello").addStringOption((one) => one.setName("name").setDescription("Whom").setRequired(true).setAutocomplete(true)),
  command("form", "Open a form"),
  command("give", "Send a file"),
  command("read", "Read a file").addAttachmentOption((one) => one.setName("file").setDescription("Which").setRequired(true)),
  command("picture", "Show the bot's own picture"),
];

const handlers = {
  async greet(interaction) {
    const button = new ButtonBuilder().setCustomId("again").setLabel("Again").setStyle(ButtonStyle.Primary);
    const menu = new StringSelectMenuBuilder().setCustomId("colour").setPlaceholder("Colour");
    menu.addOptions(["Red", "Green"].map((one) => ({ label: one, value: one })));
    const components = [button, menu].map((one) => new ActionRowBuilder().addComponents(one));
    await interaction.reply({ content: `Hello ${interaction.options.getString("name")}!`, components, flags });
  },
  async form(interaction) {
    const field = new TextInputBuilder().setCustomId("name").setLabel("Name").setStyle(TextInputStyle.Short);
    const modal = new ModalBuilder().setCustomId("about").setTitle("About you");
    await interaction.showModal(modal.addComponents(new ActionRowBuilder().addComponents(field)));
  },
  async give(interaction) {
    await interaction.reply({ content: "Here", files: [{ attachment: Buffer.from("Hello, file"), name: "hello.txt" }] });
  },
  async read(interaction) {
    const answer = await fetch(interaction.options.getAttachment("file").url);
    await interaction.reply({ content: await answer.text(), flags });
  },
  async picture(interaction) {
    const answer = await fetch(client.user.defaultAvatarURL);
    const content = Buffer.from(await answer.arrayBuffer());
    await interaction.reply({ content: content.subarray(1, 4).toString(), flags });
  },
};

client.on("clientReady", () => client.application.commands.set(commands));
client.on("interactionCreate", async (interaction) => {
  if (interaction.isAutocomplete()) {
    const typed = interaction.options.getFocused();
    await interaction.respond(["Ada", "Bob"].filter((one) => one.includes(typed)).map((one) => ({ name: one, value: one })));
  } else if (interaction.isChatInputCommand()) {
    await handlers[interaction.commandName](interaction);
  } else if (interaction.isModalSubmit()) {
    await interaction.reply({ content: `You are ${interaction.fields.getTextInputValue("name")}.`, flags });
  } else if (interaction.isButton()) {
    await interaction.update("Hello again!");
  } else {
    await interaction.reply({ content: `You chose ${interaction.values[0]}.`, flags });
  }
});
client.on("messageCreate", async (message) => {
  if (message.content === "ping") await message.reply("pong");
  if (message.content === "forward") await message.forward(message.channel);
});

await client.login(process.env.DISCORD_TOKEN);
