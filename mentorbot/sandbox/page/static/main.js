// The page as a whole: who one is, which channel is shown, and what happens when something is done.

import { Composer } from "./composer.js";
import { Developer } from "./developer.js";
import { fill, h, icon, iconButton, openMenu, toast } from "./dom.js";
import { openForm } from "./forms.js";
import { Link } from "./link.js";
import { introOf, Timeline } from "./messages.js";
import { events, members, Side, TimePanel } from "./panels.js";
import { PACE, StoryBar, StoryForm } from "./story.js";
import { address, openPeople, Sidebar } from "./sidebar.js";
import { setClock } from "./time.js";
import { setTheme, turnTheme } from "./theme.js";
import { Views } from "./views.js";

setTheme();

const state = { place: null, offers: {}, channel: null, commands: [], wanted: null, connected: false, face: "discord" };
const link = new Link(heard, (connected) => {
  state.connected = connected;
  offline.hidden = connected;
});

// What can be done, and what comes of it

async function came(promise, bot = "The app") {
  const told = await promise;
  if (told?.kind === "modal") openForm(told, bot, { find, closed: refocus, send: (answers) => came(link.ask("submit", { modal: told.id, answers }), bot) });
  if (told?.kind === "silent") throw new Error(told.text);
  return told;
}

/** The focus was on what is gone: go on at the message field. */
function refocus() {
  if (document.activeElement === document.body) (composer.form || composer.field).focus();
}

const here = () => ({ channel: state.channel?.id });
const of = (message) => ({ channel: message.channel, message: message.id });
const find = (kinds, typed, types) => link.ask("find", { ...here(), kinds, typed, channel_types: types });
const quietly = (promise) => promise.catch((error) => toast(error.message));

const act = {
  find,
  press: (message, id) => came(link.ask("press", { ...of(message), custom_id: id }), message.author.name),
  choose: (message, id, values) => came(link.ask("choose", { ...of(message), custom_id: id, values }), message.author.name),
  react: (message, emoji) => quietly(link.ask("react", { ...of(message), emoji })),
  vote: (message, answers) => quietly(link.ask("vote", { ...of(message), answers })),
  dismiss: (message) => quietly(link.ask("dismiss", of(message))),
  menu: messageMenu,
  profile: userMenu,
  older: () => link.ask("older"),
  newer: () => link.ask("newer"),
  present: () => go(state.channel.id),
  read: () => {
    if (state.channel?.unread) link.ask("read", here()).catch(() => {});
  },
  say: (text, files, replyTo) => link.ask("say", { ...here(), text, files, reply_to: replyTo }),
  edit: (message, text) => link.ask("edit", { ...of(message), text }),
  suggest: (message, id, typed) => link.ask("suggest", { ...of(message), custom_id: id, typed }),
  lines: () => state.face === "slack",
  line: (text) => came(link.ask("line", { ...here(), text })),
  shortcut: (command) => quietly(came(link.ask("shortcut", { name: command.id }), command.bot)),
  use: (command, options) => came(link.ask("slash", { ...here(), app: command.app, name: command.name, options }), command.bot),
  complete: (command, options, focused, typed) => link.ask("complete", { ...here(), app: command.app, name: command.name, options: { ...options, [focused]: typed }, focused }),
  commands: () => state.commands,
  lastOwn: () => timeline.last((one) => one.mine),
};

function fromMenu(kind, args) {
  return state.commands.filter((one) => one.kind === kind).map((one) => ({
    label: one.name,
    act: () => quietly(came(link.ask("context", { ...here(), ...args, app: one.app, name: one.name }), one.bot)),
  }));
}

function withHeading(heading, items) {
  return items.length ? [{ heading }, ...items] : [];
}

function userMenu(user, anchor) {
  const apps = user.bot ? [] : fromMenu(2, { user: user.id });
  const items = [{ heading: `${user.name} · @${user.username}` }];
  if (user.id !== state.place.me.id) items.push({ label: "Mention", act: () => mention(user) });
  openMenu(anchor, user.name, [...items, { label: "Copy their id", act: () => copy(user.id) }, ...withHeading("Apps", apps)]);
}

function mention(user) {
  composer.field.value += `@${user.name} `;
  composer.mentions.set(`@${user.name}`, `<@${user.id}>`);
  composer.field.focus();
}

function copy(words) {
  navigator.clipboard?.writeText(words).then(() => toast("Copied.", "good"), () => toast(words, "plain"));
}

function messageMenu(message, anchor) {
  const items = [];
  if (!message.ephemeral) {
    items.push({ label: "Reply", act: () => composer.reply(message) });
    for (const emoji of ["👍", "🎉", "❤️"]) items.push({ label: `React with ${emoji}`, act: () => act.react(message, emoji) });
  }
  if (message.mine) items.push({ label: "Edit", act: () => composer.edit(message) });
  items.push({ label: "Copy its id", act: () => copy(message.id) });
  if (message.mine) items.push({ label: "Delete", danger: true, act: () => quietly(link.ask("delete", of(message))) });
  if (message.ephemeral) items.push({ label: "Dismiss", act: () => act.dismiss(message) });
  if (!message.ephemeral) items.push(...withHeading("Apps", fromMenu(3, { message: message.id })));
  items.push(...withHeading(message.author.name, [{ label: `More about ${message.author.name}`, act: () => userMenu(message.author, anchor) }]));
  openMenu(anchor, "This message", items);
}

// The page

const timeline = new Timeline(act);
const composer = new Composer(act);
const views = new Views({ find, ask: (what, args) => link.ask(what, args), closed: refocus });
const developer = new Developer();
const time = new TimePanel({
  advance: (args) => link.ask("advance", args),
  play: (pace) => link.ask("play", { pace }),
  reset: async () => {
    await link.ask("reset");
    clear();
  },
});
const form = new StoryForm();
const story = new StoryBar({ stop: () => quietly(link.ask("stop_story")) });
const sidebar = new Sidebar({ closed: () => drawer(false), people: () => openPeople(state.place, state.offers.roles || {}, people) });
const people = {
  be: (username) => { location.hash = address(username, state.channel?.guild ? state.channel.id : ""); },
  add: (name, roles) => link.ask("add_person", { name, roles }),
  theme: turnTheme,
};
const side = new Side(() => panel(null));
const burger = iconButton("menu", "Channels", () => drawer(!document.body.classList.contains("drawer")), { class: "burger", "aria-controls": "sidebar", "aria-expanded": "false" });
const title = h("h1", {});
const topic = h("p", { class: "topic" });
const PANELS = { events: ["calendar", "Events"], members: ["people", "Members"], time: ["clock", "Time"], log: ["code", "For developers"] };
const tools = Object.entries(PANELS).map(([what, [sign, label]]) => iconButton(sign, label, () => panel(side.what === what ? null : what), { "aria-pressed": "false", data: { panel: what } }));
const offline = h("p", { class: "offline", role: "status", hidden: true }, "The sandbox does not answer. Trying again …");
const main = h("main", { class: "main", "aria-label": "Messages" }, h("header", { class: "top" }, burger, h("div", { class: "top-words" }, title, topic), h("div", { class: "tools", role: "group", "aria-label": "Panels" }, tools)), offline, h("div", { class: "middle" }, h("div", { class: "talk" }, timeline.element, form.element, story.element, composer.element), side.element));
document.body.append(h("a", { class: "skip", href: "#write", onclick: (event) => { event.preventDefault(); composer.field.focus(); } }, "To the message field"), sidebar.element, main, h("button", { type: "button", class: "veil", tabindex: "-1", "aria-hidden": "true", onclick: () => drawer(false) }));

function drawer(open) {
  document.body.classList.toggle("drawer", open);
  burger.setAttribute("aria-expanded", String(open));
  if (open) sidebar.element.querySelector("a")?.focus();
}

function panel(what) {
  const before = side.what;
  if (what) side.open(what, PANELS[what][1], content(what));
  else side.close();
  for (const one of tools) one.setAttribute("aria-pressed", String(one.dataset.panel === side.what));
  if (!what && before) tools.find((one) => one.dataset.panel === before)?.focus();
  if (before !== side.what) link.ask("watch", { what: [side.what === "log" ? "log" : null, side.what === "time" ? "due" : null].filter(Boolean) }).catch(() => {});
}

/** Close whatever stands over the messages. */
function clear() {
  drawer(false);
  if (side.what && matchMedia("(max-width: 980px)").matches) panel(null);
}

function guild() {
  return state.place?.guilds.find((one) => one.id === (state.channel?.guild || state.place.guilds[0]?.id));
}

function content(what) {
  if (what === "events") return events(guild(), { interested: (id) => quietly(link.ask("interested", { scheduled_event: id })) });
  if (what === "members") return members(state.channel?.guild ? guild() : null, state.channel?.with ? [state.place.me, state.channel.with] : [], { profile: userMenu });
  return what === "time" ? time.build(state.offers) : developer.build();
}

// What is heard

function heard(event, told) {
  ({
    hello: () => {
      state.offers = told.offers;
      state.place = null;
      state.face = told.face || "discord";
      document.body.dataset.face = state.face;
      tools[0].hidden = state.face === "slack";
      if (side.what) link.ask("watch", { what: [side.what === "log" ? "log" : null, side.what === "time" ? "due" : null].filter(Boolean) }).catch(() => {});
    },
    clock: () => setClock(told.now),
    place: () => placed(told),
    messages: () => {
      if (told.channel !== state.channel?.id) return;
      timeline.hear(told.put);
      timeline.drop(told.gone);
      if (timeline.atEnd && timeline.live && document.hasFocus()) link.ask("read", here()).catch(() => {});
    },
    commands: () => {
      if (told.channel !== state.channel?.id) return;
      state.commands = told.commands;
      composer.renew();
    },
    view: () => (story.plays ? form.look(told.view) : views.take(told.view)),
    closed: () => go(null),
    due: () => time.take(told.due),
    log: () => developer.take(told.lines),
    anew: () => {
      state.place = null;
      state.channel = null;
      link.connect(state.wanted?.person || null);
    },
    story: () => played(told),
  })[event]?.();
}

function channels(place) {
  return [...place.guilds.flatMap((one) => [...one.channels, ...one.threads]), ...place.dms].filter((one) => !one.silent);
}

function placed(told) {
  const first = !state.place;
  state.place = told;
  const known = channels(told);
  if (first) {
    const wanted = state.wanted?.channel || state.channel?.id;
    const found = known.find((one) => one.id === wanted) || known[0];
    const { username } = told.me;
    if (state.wanted?.person && state.wanted.person !== username) toast(`There is nobody called ${state.wanted.person} here.`);
    state.wanted = { person: username, channel: found?.id };
    history.replaceState(null, "", address(username, found?.id));
    if (found) go(found.id);
  } else {
    const now = known.find((one) => one.id === state.channel?.id);
    if (now) state.channel = now;
  }
  draw();
  if (side.what === "events" || side.what === "members") panel(side.what);
}

function draw() {
  sidebar.show(state.place, state.channel?.id, state.offers.roles || {});
  const { channel } = state;
  if (!channel) return;
  const sign = channel.with || channel.home ? null : icon(channel.type >= 10 && channel.type <= 12 ? "thread" : "hash");
  fill(title, sign, h("span", { class: "top-name", dir: "auto", title: channel.name }, channel.name));
  fill(topic, channel.topic || "");
  const unread = channels(state.place).reduce((sum, one) => sum + one.mentions, 0);
  document.title = `${unread ? `(${unread}) ` : ""}${channel.with ? "@" : channel.home ? "" : "#"}${channel.name} · ${state.place.me.name}`;
  tools[0].classList.toggle("has", Boolean(guild()?.events.length));
}

async function go(id) {
  const known = channels(state.place);
  const channel = known.find((one) => one.id === id) || known[0];
  if (!channel) return;
  const other = state.channel?.id !== channel.id;
  state.channel = channel;
  state.wanted = { person: state.place.me.username, channel: channel.id };
  if (other) state.commands = [];
  if (other || composer.channel?.id !== channel.id) {
    composer.begin(channel);
    const elsewhere = document.querySelector("dialog[open]") || side.element.contains(document.activeElement);
    if (matchMedia("(pointer: fine)").matches && !elsewhere) composer.field.focus();
  }
  draw();
  const { who } = link;
  try {
    const told = await link.ask("go", { channel: channel.id });
    if (state.channel.id !== channel.id) return;
    const name = channel.with ? `with ${channel.name}` : `in ${channel.home ? "" : "#"}${channel.name}`;
    timeline.begin(`Messages ${name}`, introOf(channel, channel.with ? null : state.offers.about_nodes, channel.with ? [] : invitations()), told.messages, told.more);
  } catch (error) {
    // Where somebody else has come meanwhile, as in a story, they look elsewhere.
    if (link.who === who) toast(error.message);
  }
}

/** What whoever opens the page can do with one press. */
function invitations() {
  const { invites, play } = state.offers;
  const large = (words, act, sign) => h("button", { type: "button", class: "button primary large", onclick: act }, sign, words);
  const use = () => {
    const found = state.commands.find((one) => one.kind === 1 && one.name === invites[1]);
    if (found) quietly(act.lines() ? act.line(`/${found.name}`) : act.use(found, {}));
    else toast(`There is no command /${invites[1]} here yet.`);
  };
  return [invites ? large(invites[0], use) : null, play ? large("Play the tour", () => quietly(time.act.play(PACE)), icon("play")) : null].filter(Boolean);
}

function played(told) {
  if (told.kind !== "end" && !story.plays) clear();
  story.take(told);
  form.take(told);
  if (told.kind === "end" && form.open) {
    const { open } = form;
    form.look(null);
    views.take(open);
  }
  if (told.kind !== "scene" || told.late) return;
  if (told.who === state.place?.me.username) {
    if (told.channel !== state.channel?.id) location.hash = address(told.who, told.channel);
  } else location.hash = address(told.who, told.channel);
}

// Mentions in texts

document.addEventListener("click", (event) => {
  const mentioned = event.target.closest?.(".mention");
  if (!mentioned) return;
  const { user, channel, command } = mentioned.dataset;
  if (channel) {
    event.preventDefault();
    location.hash = address(state.place.me.username, channel);
  } else if (command) composer.command(state.commands.find((one) => one.name === command && one.kind === 1));
  else if (user) {
    const known = guild()?.members.find((one) => one.id === user) || state.place.people.find((one) => one.id === user);
    if (known) userMenu(known, mentioned);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.body.classList.contains("drawer")) drawer(false);
});

// Where one is, in the address

function wanted() {
  const [, person, channel] = location.hash.split("/");
  return { person: person ? decodeURIComponent(person) : null, channel: channel || null };
}

addEventListener("hashchange", () => {
  const next = wanted();
  const same = state.place && next.person === state.place.me.username;
  state.wanted = next;
  if (same && next.channel !== state.channel?.id) go(next.channel);
  else if (!same) {
    state.place = null;
    link.connect(next.person);
  }
});

addEventListener("focus", () => timeline.scrolled());
state.wanted = wanted();
link.connect(state.wanted.person);
