// The messages of a channel: written, changed and taken away as it happens; older ones come as one scrolls.

import { attachment, Components, embed, poll } from "./components.js";
import { add, avatar, fill, h, icon, iconButton } from "./dom.js";
import { build, markdown, plain } from "./markdown.js";
import { day, moment, stamp } from "./time.js";

const TOGETHER = 7 * 60;
const NEAR = 120;

function answers(one) {
  const told = one.answers;
  if (!told) return null;
  if (told.kind === "command") {
    const who = told.user ? told.user.name : "Somebody";
    return h("p", { class: "answers" }, icon("reply"), told.user ? avatar(told.user, "tiny") : null, h("strong", {}, who), " used ", h("span", { class: "mention" }, told.name));
  }
  if (told.kind === "thread") return h("p", { class: "answers thread" }, icon("thread"), "began the thread ", h("a", { class: "mention", href: "#", data: { channel: told.channel } }, one.source));
  if (told.kind === "forward") return h("p", { class: "answers" }, icon("reply"), "Forwarded");
  if (!told.user) return h("p", { class: "answers" }, icon("reply"), "In answer to a message that is gone");
  return h("p", { class: "answers" }, icon("reply"), avatar(told.user, "tiny"), h("strong", {}, told.user.name), " ", h("span", { class: "preview" }, plain(told.preview)));
}

/** The texts in components, in reading order. */
function texts(components) {
  return components.flatMap((one) => (one.type === 10 ? [plain(one.content)] : texts(one.components || [])));
}

/** Builds one message. `act` are the things one can do with it. */
export class Row {
  constructor(one, act, follows) {
    this.one = one;
    const components = new Components({
      press: (id) => act.press(one, id),
      choose: (id, values) => act.choose(one, id, values),
      suggest: (id, typed) => act.suggest(one, id, typed),
      find: act.find,
    });
    const head = follows ? null : this.head(act);
    const body = one.thinking ? this.thinking() : [one.content.length ? markdown(one.content) : null, one.embeds.map(embed), components.build(one.components), one.poll ? poll(one.poll, (answers) => act.vote(one, answers)) : null, this.files(), this.reactions(act)];
    this.element = h(
      "li",
      { class: `message ${follows ? "follows" : ""} ${one.ephemeral ? "ephemeral" : ""} ${one.mentions_me ? "mentions-me" : ""}`, data: { id: one.id }, tabindex: "-1" },
      follows ? null : answers(one),
      h("div", { class: "message-side" }, follows ? h("time", { class: "small-time", datetime: new Date(one.at * 1000).toISOString() }, moment(one.at, "t")) : avatar(one.author)),
      h("div", { class: "message-main" }, head, h("div", { class: "message-body" }, body, one.edited && !one.ephemeral ? h("span", { class: "edited", title: moment(one.edited, "F") }, "(edited)") : null), one.ephemeral ? this.private(act) : null),
      h("div", { class: "message-tools" }, iconButton("more", `More for this message from ${one.author.name}`, (event) => act.menu(one, event.currentTarget), { tabindex: "-1" })),
    );
    this.element.setAttribute("aria-label", this.label());
  }

  label() {
    const { one } = this;
    const text = one.thinking ? "is thinking" : [plain(one.content), ...texts(one.components)].filter(Boolean).join(" ").slice(0, 200);
    return `${one.author.name}, ${stamp(one.at)}${one.ephemeral ? ", only you can see this" : ""}${text ? `: ${text}` : ""}`;
  }

  head(act) {
    const { author, at } = this.one;
    return h(
      "h3",
      { class: "message-head" },
      h("button", { type: "button", class: "name", dir: "auto", tabindex: "-1", onclick: (event) => act.profile(author, event.currentTarget) }, author.name),
      author.bot ? h("span", { class: "tag" }, "App") : null,
      h("time", { datetime: new Date(at * 1000).toISOString(), title: moment(at, "F") }, stamp(at)),
    );
  }

  thinking() {
    return h("p", { class: "thinking", role: "status" }, h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), `${this.one.author.name} is thinking …`);
  }

  files() {
    const { attachments } = this.one;
    return attachments.length ? h("div", { class: "attachments" }, attachments.map(attachment)) : null;
  }

  reactions(act) {
    const { reactions } = this.one;
    if (!reactions.length) return null;
    return h("div", { class: "reactions" }, reactions.map((one) => h("button", { type: "button", class: `reaction ${one.mine ? "mine" : ""}`, "aria-pressed": String(one.mine), "aria-label": `${one.emoji}, ${one.count}`, onclick: () => act.react(this.one, one.key) }, one.emoji, " ", one.count)));
  }

  private(act) {
    const dismiss = h("button", { type: "button", class: "text-button", data: { key: "dismiss" }, onclick: () => act.dismiss(this.one) }, "Dismiss message");
    return h("p", { class: "private" }, icon("eye"), "Only you can see this · ", dismiss);
  }
}

/** The list of messages of the channel that is shown. */
export class Timeline {
  constructor(act) {
    this.act = act;
    this.rows = new Map();
    this.order = [];
    this.live = true;
    this.more = false;
    this.list = h("ol", { class: "messages" });
    this.log = h("div", { role: "log", "aria-live": "polite", "aria-relevant": "additions" }, this.list);
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.intro = h("div", { class: "intro" });
    this.scroller = h("div", { class: "scroller", tabindex: "-1" }, this.intro, this.log);
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.present = h("button", { type: "button", class: "to-present", hidden: true, onclick: () => this.toNewest() }, icon("down"), "To the newest");
    this.element = h("div", { class: "timeline" }, this.scroller, this.present);
    new ResizeObserver(() => this.stick()).observe(this.list);
    new ResizeObserver(() => this.stick()).observe(this.scroller);
  }

  /** Show a channel from its newest message on. */
  begin(label, intro, messages, more) {
    this.rows.clear();
    this.order = [];
    this.live = true;
    this.more = more;
    this.atEnd = true;
    this.place = 0;
    this.log.setAttribute("aria-label", label);
    this.log.setAttribute("aria-busy", "true");
    fill(this.intro, intro);
    this.intro.hidden = more;
    this.list.replaceChildren();
    this.put(messages);
    this.log.removeAttribute("aria-busy");
    this.list.firstElementChild?.setAttribute("tabindex", "0");
    const last = this.list.lastElementChild;
    if (last) this.rove(last, false);
    this.stick();
  }

  /** Take messages that are new or have changed. */
  put(messages) {
    for (const one of messages) {
      const before = this.rows.get(one.id);
      if (before) this.renew(before, one);
      else this.insert(one);
    }
    this.stick();
  }

  /** Take what has just happened; what one did oneself, and what is for oneself alone, is always in sight. */
  hear(messages) {
    const own = messages.some((one) => !this.rows.has(one.id) && (one.mine || one.ephemeral));
    this.put(messages);
    if (own) this.toNewest();
  }

  /** Go to the end, and stay there. */
  toNewest() {
    if (!this.live) {
      this.act.present();
      return;
    }
    this.atEnd = true;
    this.stick();
  }

  insert(one) {
    const id = BigInt(one.id);
    let at = this.order.length;
    while (at > 0 && BigInt(this.order[at - 1]) > id) at -= 1;
    this.order.splice(at, 0, one.id);
    const before = this.rows.get(this.order[at - 1])?.one;
    const row = new Row(one, this.act, this.follows(before, one));
    this.rows.set(one.id, row);
    const next = this.rows.get(this.order[at + 1]);
    this.list.insertBefore(row.element, next ? next.element : null);
    this.mark(before, row);
    if (next) this.joint(row.one, next);
  }

  /** Whether a message is shown under the head of the one before. */
  follows(before, one) {
    return Boolean(before) && before.author.id === one.author.id && one.at - before.at < TOGETHER && !one.answers && !one.ephemeral && !before.ephemeral && day(before.at) === day(one.at);
  }

  mark(before, row) {
    const first = !before || day(before.at) !== day(row.one.at);
    row.element.classList.toggle("new-day", first);
    if (first) row.element.dataset.day = moment(row.one.at, "D");
    else delete row.element.dataset.day;
  }

  joint(before, row) {
    if (this.follows(before, row.one) !== row.element.classList.contains("follows")) this.renew(row, row.one, before);
    else this.mark(before, row);
  }

  renew(old, one, before = this.rows.get(this.order[this.order.indexOf(one.id) - 1])?.one) {
    const focused = old.element.contains(document.activeElement) ? document.activeElement : null;
    const row = new Row(one, this.act, this.follows(before, one));
    this.rows.set(one.id, row);
    row.element.tabIndex = old.element.tabIndex;
    old.element.replaceWith(row.element);
    this.mark(before, row);
    if (focused) this.refocus(row.element, focused);
  }

  refocus(element, focused) {
    const key = focused.dataset.key;
    const same = key && [...element.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key && !one.disabled);
    (same || element).focus({ preventScroll: true });
  }

  /** Take messages away. */
  drop(ids) {
    for (const id of ids) {
      const row = this.rows.get(id);
      if (!row) continue;
      const next = row.element.nextElementSibling || row.element.previousElementSibling;
      if (row.element.contains(document.activeElement)) (next || this.scroller).focus();
      if (row.element.tabIndex === 0 && next) next.tabIndex = 0;
      row.element.remove();
      this.rows.delete(id);
      const at = this.order.indexOf(id);
      this.order.splice(at, 1);
      const after = this.rows.get(this.order[at]);
      if (after) this.joint(this.rows.get(this.order[at - 1])?.one, after);
    }
  }

  /** Keep to the end when one was there. */
  stick() {
    if (this.atEnd && this.live) {
      this.scroller.scrollTop = this.scroller.scrollHeight;
      this.place = this.scroller.scrollTop;
    }
    this.offer();
  }

  /** Offer the way to the end where one is not there. */
  offer() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.present.hidden = this.live && (this.atEnd || scrollHeight - scrollTop - clientHeight < NEAR / 2);
  }

  async scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const below = scrollHeight - scrollTop - clientHeight;
    // What grows below, such as a picture that has come, leads nobody away from the end; who scrolls up does.
    this.atEnd = below < NEAR / 2 || (this.atEnd && scrollTop >= this.place);
    this.place = scrollTop;
    this.stick();
    if (this.atEnd && this.live) this.act.read();
    if (this.loading) return;
    if (this.more && scrollTop < NEAR * 3) await this.load("older");
    else if (!this.live && below < NEAR * 3) await this.load("newer");
  }

  async load(way) {
    this.loading = true;
    try {
      const told = await this.act[way]();
      const anchor = way === "older" ? this.order[0] : this.order.at(-1);
      const before = this.top(anchor);
      this.live = told.live ?? this.live;
      if (way === "older") this.more = told.more;
      else if (told.gone.length) this.more = true;
      this.put(told.messages);
      this.drop(told.gone);
      this.intro.hidden = this.more;
      this.scroller.scrollTop += this.top(anchor) - before;
    } catch {
      // The connection was cut; the next scroll asks again.
    } finally {
      this.loading = false;
    }
  }

  /** Where a message is on the screen. */
  top(id) {
    return this.rows.get(id)?.element.getBoundingClientRect().top ?? 0;
  }

  /** Make one message the one that the Tab key leads to. */
  rove(element, focus = true) {
    for (const one of this.list.querySelectorAll(":scope > [tabindex='0']")) one.tabIndex = -1;
    element.tabIndex = 0;
    if (focus) {
      element.focus({ preventScroll: true });
      element.scrollIntoView({ block: "nearest" });
    }
  }

  key(event) {
    const here = event.target.closest(".message");
    if (!here || event.target !== here) {
      if (event.key === "Escape" && here) {
        this.rove(here);
        event.preventDefault();
      }
      return;
    }
    const to = { ArrowUp: here.previousElementSibling, ArrowDown: here.nextElementSibling, Home: this.list.firstElementChild, End: this.list.lastElementChild }[event.key];
    if (to) this.rove(to);
    else if (["Enter", "ContextMenu", " "].includes(event.key)) this.act.menu(this.rows.get(here.dataset.id).one, here);
    else return;
    event.preventDefault();
  }

  /** The newest message of somebody that can be replied to or edited. */
  last(fits) {
    return [...this.order].reverse().map((id) => this.rows.get(id).one).find(fits);
  }

  /** Show one message. */
  show(id) {
    const row = this.rows.get(id);
    if (row) this.rove(row.element);
    return Boolean(row);
  }
}

/** The words above the first message of a channel. */
export function introOf(channel, about, invitations) {
  if (channel.home) return [h("h2", {}, channel.name), h("p", {}, "What the app shows to you alone.")];
  const name = channel.with ? channel.name : `#${channel.name}`;
  const words = channel.with ? `This is the beginning of your direct messages with ${channel.name}.` : `This is the beginning of ${name}.`;
  return [h("h2", {}, name), h("p", {}, words), channel.topic ? h("p", {}, channel.topic) : null, about ? add(h("div", { class: "md about" }), build(about)) : null, invitations.length ? h("div", { class: "row invitations" }, invitations) : null];
}
