// What stands beside the messages: members, events, time.

import { add, avatar, fill, h, icon, iconButton, toast } from "./dom.js";
import { markdown } from "./markdown.js";
import { PACE } from "./story.js";
import { moment, now, relative } from "./time.js";

function away(seconds) {
  return h("time", { class: "away", datetime: new Date(seconds * 1000).toISOString(), data: { away: String(seconds) } }, relative(seconds));
}

/** The members of a server. `act`: {profile(user, anchor)}. */
export function members(guild, people, act) {
  const shown = guild ? guild.members : people.map((one) => ({ ...one, roles: [] }));
  const bots = shown.filter((one) => one.bot);
  const row = (one) => h("li", {}, h("button", { type: "button", class: "person", onclick: (event) => act.profile(one, event.currentTarget) }, avatar(one), h("span", {}, h("span", { class: "me-name", dir: "auto" }, one.name, one.bot ? h("span", { class: "tag" }, "App") : null), h("span", { class: "me-about" }, one.roles.join(", ") || (one.owner ? "owner" : "")))));
  const part = (title, list) => (list.length ? [h("h3", {}, `${title} — ${list.length}`), h("ul", { class: "person-list" }, list.map(row))] : null);
  const rest = guild && guild.member_count > guild.members.length ? h("p", { class: "hint" }, `and ${guild.member_count - guild.members.length} more`) : null;
  return [part("Members", shown.filter((one) => !one.bot)), rest, part("Apps", bots)];
}

/** The scheduled events of a server. `act`: {interested(id)}. */
export function events(guild, act) {
  const list = [...(guild?.events || [])].sort((one, other) => one.start - other.start);
  if (!list.length) return [h("p", { class: "hint" }, "No event is scheduled here.")];
  const state = { 2: "It is on now", 3: "It is over", 4: "Cancelled" };
  return [
    h("ul", { class: "cards" }, list.map((one) => h(
      "li",
      { class: "card" },
      h("p", { class: "card-when" }, icon("calendar"), h("time", { datetime: new Date(one.start * 1000).toISOString() }, moment(one.start, "F")), " · ", away(one.start)),
      h("h3", {}, one.name),
      state[one.status] ? h("p", { class: "hint" }, state[one.status]) : null,
      one.place ? h("p", { class: "hint" }, one.place) : null,
      markdown(one.about),
      h("button", { type: "button", class: `button ${one.mine ? "primary" : "secondary"}`, "aria-pressed": String(one.mine), onclick: () => act.interested(one.id) }, `Interested (${one.interested})`),
    ))),
  ];
}

/** The clock, what is due, the story, the beginning. `act`: {advance(args), play(pace), stop(), reset()}. */
export class TimePanel {
  constructor(act) {
    this.act = act;
    this.due = h("ol", { class: "cards due" });
    this.offers = {};
    this.told = null;
  }

  /** What is due, as the sandbox tells it. */
  take(due) {
    this.told = due;
    fill(this.due, due.map((one) => h("li", { class: "card" }, h("p", { class: "card-when" }, icon("clock"), moment(one.at, "f"), " · ", away(one.at)), h("p", {}, h("strong", {}, one.what), one.whom ? ` · to ${one.whom}` : ""))));
    if (!due.length) add(this.due, h("li", { class: "hint" }, "Nothing is due."));
    if (this.next) this.next.disabled = !due.length;
  }

  build(offers) {
    this.offers = offers;
    return [this.clock(), offers.due ? [h("h3", {}, "Due next"), this.due] : null, offers.play ? this.story() : null, offers.reset ? this.beginning() : null];
  }

  button(label, args) {
    const button = h("button", { type: "button", class: "button secondary", onclick: () => this.busy(button, () => this.act.advance(args)) }, label);
    return button;
  }

  async busy(button, act) {
    button.setAttribute("aria-busy", "true");
    try {
      await act();
    } catch (error) {
      toast(error.message);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  clock() {
    const shown = h("p", { class: "clock" }, h("time", { data: { clock: "" } }, moment(now() / 1000, "F")));
    if (!this.offers.time) return [shown, h("p", { class: "hint" }, "The bot has a clock of its own, which this page cannot move.")];
    this.next = this.button("To the next message", { to_next: true });
    this.next.disabled = this.told !== null && !this.told.length;
    const buttons = [this.button("+1 hour", { seconds: 3600 }), this.button("+1 day", { seconds: 86400 }), this.button("+1 week", { seconds: 604800 }), this.offers.due ? this.next : null];
    return [shown, h("p", { class: "hint" }, "The bot's clock moves, and what is due by then is sent."), h("div", { class: "row", role: "group", "aria-label": "Move the clock" }, buttons)];
  }

  story() {
    const pace = h("select", { id: "pace" }, [["6", "slow"], [String(PACE), "as one reads"], ["1", "fast"]].map(([value, words]) => h("option", { value, selected: value === String(PACE) }, words)));
    const play = h("button", { type: "button", class: "button primary", onclick: () => this.busy(play, () => this.act.play(Number(pace.value))) }, icon("play"), "Play the tour");
    return [h("h3", {}, "The tour"), h("p", { class: "hint" }, "A student's first weeks, played in this page. It begins with nobody enrolled: what you did here is gone."), h("div", { class: "row" }, play, h("label", { for: "pace", class: "inline" }, "Pace ", pace))];
  }

  beginning() {
    const sure = h("button", { type: "button", class: "button danger", hidden: true, onclick: () => this.busy(sure, async () => { await this.act.reset(); sure.hidden = true; ask.hidden = false; fill(done, "All is as it was at first."); }) }, "Yes, begin anew");
    const done = h("p", { class: "hint", role: "status" });
    const ask = h("button", { type: "button", class: "button secondary", onclick: () => { fill(done); ask.hidden = true; sure.hidden = false; sure.focus(); } }, "Begin anew");
    return [h("h3", {}, "The beginning"), h("p", { class: "hint" }, "Everything as it was at first, and the clock at today. What was done since is gone."), h("div", { class: "row" }, ask, sure), done];
  }
}

/** The side of the page in which one of the panels is open. */
export class Side {
  constructor(closed) {
    this.title = h("h2", { id: "side-title" });
    this.body = h("div", { class: "side-body", tabindex: "-1" });
    this.element = h("aside", { class: "side", hidden: true, "aria-labelledby": "side-title" }, h("header", {}, this.title, iconButton("close", "Close this panel", closed)), this.body);
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") closed();
    });
    this.what = null;
  }

  open(what, title, content) {
    const first = this.what !== what;
    this.what = what;
    this.title.textContent = title;
    const { scrollTop } = this.body;
    fill(this.body, content);
    this.body.scrollTop = first ? 0 : scrollTop;
    this.element.hidden = false;
    this.element.classList.toggle("wide", what === "log");
    if (first) this.body.focus();
  }

  close() {
    this.what = null;
    this.element.hidden = true;
  }
}
