// Who one is, and where one can go.

import { add, avatar, fill, h, icon, iconButton, toast } from "./dom.js";

const CATEGORY = 4;
const SIGNS = { 2: "voice", 13: "voice" };

/** The address of a channel as somebody sees it. */
export function address(person, channel = "") {
  return `#/${encodeURIComponent(person)}/${channel}`;
}

function badge(channel) {
  if (!channel.mentions) return null;
  return h("span", { class: "badge", "aria-label": `${channel.mentions} new` }, channel.mentions);
}

function entry(channel, me, current) {
  const here = channel.id === current;
  const sign = channel.with ? avatar(channel.with, "small") : icon(channel.home ? "home" : SIGNS[channel.type] || (channel.type >= 10 && channel.type <= 12 ? "thread" : "hash"));
  if (channel.silent) return h("li", { class: "channel silent" }, h("span", {}, sign, h("span", { class: "channel-name", dir: "auto" }, channel.name)));
  return h("li", { class: `channel ${channel.unread && !here ? "unread" : ""}` }, h("a", { href: address(me, channel.id), "aria-current": here ? "page" : null, data: { channel: channel.id } }, sign, h("span", { class: "channel-name", dir: "auto" }, channel.name), channel.unread && !here ? h("span", { class: "visually-hidden" }, " (unread)") : null, here ? null : badge(channel)));
}

function group(title, entries) {
  return entries.length ? [title ? h("h3", {}, title) : null, h("ul", {}, entries)] : null;
}

export class Sidebar {
  /** `act`: {closed(), people()}. */
  constructor(act) {
    this.list = h("div", { class: "places" });
    this.me = h("button", { type: "button", class: "me", "aria-haspopup": "dialog", onclick: () => act.people() });
    this.element = h("nav", { class: "sidebar", id: "sidebar", "aria-label": "Channels and conversations" }, this.list, this.me);
    this.list.addEventListener("click", (event) => {
      if (event.target.closest("a")) act.closed();
    });
    this.list.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    const links = [...this.list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (at < 0 || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    links[(at + (event.key === "ArrowDown" ? 1 : -1) + links.length) % links.length].focus();
  }

  show(place, current, roles) {
    const me = place.me.username;
    const focused = document.activeElement?.closest?.(".places a")?.dataset.channel;
    fill(this.list, place.guilds.map((guild) => this.guild(guild, me, current)));
    add(this.list, h("section", {}, group(place.dms.some((one) => one.home) ? "Apps and direct messages" : "Direct messages", place.dms.map((one) => entry(one, me, current)))));
    if (focused) this.list.querySelector(`a[data-channel="${CSS.escape(focused)}"]`)?.focus();
    fill(this.me, avatar(place.me), h("span", { class: "me-words" }, h("span", { class: "me-name", dir: "auto" }, place.me.name), h("span", { class: "me-about" }, roles[me] || "you")), icon("swap"));
    this.me.setAttribute("aria-label", `You are ${place.me.name}. Be somebody else`);
  }

  guild(guild, me, current) {
    const threads = (parent) => guild.threads.filter((one) => one.parent === parent.id).map((one) => entry(one, me, current));
    const of = (parent) => guild.channels.filter((one) => one.type !== CATEGORY && one.parent === parent).flatMap((one) => {
      const inner = threads(one);
      const made = entry(one, me, current);
      if (inner.length) made.append(h("ul", { class: "threads" }, inner));
      return [made];
    });
    const categories = guild.channels.filter((one) => one.type === CATEGORY);
    return h("section", {}, h("h2", {}, guild.name), group(null, of(null)), categories.map((one) => group(one.name, of(one.id))));
  }
}

/** Choose whom to be, or add somebody. `act`: {be(username), add(name, roles), theme()}. */
export function openPeople(place, roles, act) {
  const me = place.me.username;
  const rows = place.people.map((one) => {
    const here = one.username === me;
    const be = () => {
      dialog.close();
      act.be(one.username);
    };
    return h(
      "li",
      {},
      h("button", { type: "button", class: "person", "aria-current": here ? "true" : null, onclick: be }, avatar(one), h("span", {}, h("span", { class: "me-name", dir: "auto" }, one.name), h("span", { class: "me-about" }, here ? "you are" : roles[one.username] || `@${one.username}`))),
      h("a", { class: "icon-button", href: address(one.username), target: "_blank", rel: "opener", "aria-label": `Be ${one.name} in a window beside this one`, title: "In a window of their own" }, icon("link")),
    );
  });
  const name = h("input", { type: "text", id: "new-person", maxlength: "32", autocomplete: "off" });
  const known = [...new Set(place.guilds.flatMap((one) => one.members.flatMap((each) => each.roles)))].filter((one) => one !== "@everyone");
  const boxes = known.map((one) => h("label", { class: "option" }, h("input", { type: "checkbox", value: one }), h("span", {}, one)));
  const submit = async (event) => {
    event.preventDefault();
    try {
      const chosen = boxes.map((one) => one.querySelector("input")).filter((one) => one.checked).map((one) => one.value);
      const made = await act.add(name.value, chosen);
      dialog.close();
      act.be(made.username);
    } catch (error) {
      toast(error.message);
    }
  };
  const dialog = h(
    "dialog",
    { class: "people", "aria-labelledby": "people-title", onclose: () => dialog.remove() },
    h("header", {}, h("h2", { id: "people-title" }, "Who are you?"), iconButton("close", "Close", () => dialog.close())),
    h("p", {}, "Be anyone. Two windows are two people who see each other's doing at once."),
    h("ul", { class: "person-list" }, rows),
    h("form", { class: "new-person", onsubmit: submit }, h("label", { for: "new-person" }, "Somebody new"), h("div", { class: "inline" }, name, h("button", { type: "submit", class: "button primary" }, "Join as them")), boxes.length ? h("div", { class: "options", role: "group", "aria-label": "Their roles" }, boxes) : null),
    h("footer", {}, h("button", { type: "button", class: "button secondary", onclick: act.theme }, icon("sun"), "Light or dark")),
  );
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("[aria-current]")?.focus();
}
