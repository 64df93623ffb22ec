// The place to write: text with mentions and files, or a slash command.

import { List } from "./choose.js";
import { add, fill, h, icon, iconButton, toast } from "./dom.js";
import { read } from "./files.js";
import { CommandForm } from "./slash.js";

const MENTION = /(?:^|\s)([@#])([^\s@#]{0,32})$/;

/** Commands that fit what was typed after the slash: those that begin so, then those that hold it.
    `line`: what follows a command's name is typed as it is, so that after a space only a longer name fits. */
export function commandsFor(commands, typed, line = false) {
  const slash = commands.filter((one) => one.kind === 1 || one.kind === 4);
  if (line && /\S\s/.test(typed)) return slash.filter((one) => one.name.toLowerCase().startsWith(typed.toLowerCase()));
  const wanted = typed.trim().toLowerCase();
  const begins = slash.filter((one) => one.name.startsWith(wanted));
  const words = slash.filter((one) => !one.name.startsWith(wanted) && `${one.name} ${one.description}`.toLowerCase().includes(wanted));
  return [...begins, ...words];
}

export class Composer {
  /** `act`: {say(text, files, replyTo), edit(message, text), use(command, options), complete, find, commands(), lastOwn()}. */
  constructor(act) {
    this.act = act;
    this.files = [];
    this.mentions = new Map();
    this.list = new List("What fits", (one) => this.pick(one));
    this.popup = h("div", { class: "popup wide", hidden: true }, this.list.element);
    this.field = h("textarea", { rows: "1", class: "write", "aria-label": "Message", maxlength: "2000", autocomplete: "off" });
    this.list.serve(this.field);
    this.input = h("input", { type: "file", multiple: true, hidden: true, "aria-hidden": "true", tabindex: "-1", onchange: () => this.attach(this.input.files) });
    this.above = h("div", { class: "composer-above" });
    this.line = h(
      "div",
      { class: "composer-line" },
      iconButton("plus", "Attach files", () => this.input.click()),
      this.field,
      iconButton("send", "Send", () => this.send(), { class: "send" }),
      this.input,
    );
    this.body = h("div", { class: "composer-body" }, this.line);
    this.element = h("div", { class: "composer" }, this.popup, this.above, this.body);
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("blur", () => this.close());
    this.field.addEventListener("focus", () => this.typed());
    this.field.addEventListener("paste", (event) => {
      if (event.clipboardData.files.length) this.attach(event.clipboardData.files);
    });
  }

  /** Begin to write in a channel. */
  begin(channel) {
    this.leave(false);
    this.answering = this.editing = null;
    this.files = [];
    this.field.value = "";
    this.channel = channel;
    this.field.disabled = !channel.may_write;
    this.element.hidden = Boolean(channel.home);
    const name = channel.with ? `@${channel.name}` : channel.home ? channel.name : `#${channel.name}`;
    this.field.placeholder = channel.may_write ? `Message ${name}, or type /` : "You may not write here.";
    this.field.setAttribute("aria-label", `Message ${name}, or slash for commands`);
    this.show();
  }

  /** Other commands are there now: offer them, if one is typing a command. */
  renew() {
    if (document.activeElement === this.field && this.field.value.startsWith("/")) this.typed();
  }

  // What is offered while one types

  typed() {
    this.grow();
    const { value, selectionStart } = this.field;
    if (this.choosing()) {
      this.offer(this.fitting().map((one) => ({ label: one.kind === 4 ? one.name : `/${one.name}`, about: one.description, right: one.bot, command: one })));
      return;
    }
    const found = MENTION.exec(value.slice(0, selectionStart));
    if (found) this.look(found[1], found[2]);
    else this.close();
  }

  fitting() {
    return commandsFor(this.act.commands(), this.field.value.slice(1), this.act.lines());
  }

  /** Whether a command is being chosen, rather than something written after one. */
  choosing() {
    return this.field.value.startsWith("/") && !(this.act.lines() && /\S\s/.test(this.field.value) && !this.fitting().length);
  }

  async look(sign, typed) {
    const kinds = sign === "@" ? ["user", "role"] : ["channel"];
    const mine = (this.asked = (this.asked || 0) + 1);
    const found = await this.act.find(kinds, typed, []).catch(() => []);
    if (mine !== this.asked) return;
    this.listed = typed;
    this.offer(found.map((one) => ({ label: one.name, about: one.about, user: one.kind === "user" ? one : null, sign: one.kind === "user" ? null : sign, thing: one, length: typed.length + 1 })));
  }

  offer(options) {
    this.list.show(options);
    this.expand(options.length > 0);
  }

  close() {
    this.asked = (this.asked || 0) + 1;
    this.expand(false);
    this.field.removeAttribute("aria-activedescendant");
  }

  /** The field is a combo box for as long as something is offered, and a plain field for text else. */
  expand(open) {
    this.popup.hidden = !open;
    if (open) this.field.setAttribute("role", "combobox");
    else this.field.removeAttribute("role");
    if (open) this.field.setAttribute("aria-expanded", "true");
    else this.field.removeAttribute("aria-expanded");
  }

  pick(one) {
    this.close();
    if (one.command) {
      this.command(one.command);
      return;
    }
    const { value, selectionStart } = this.field;
    const sign = { user: "<@", role: "<@&", channel: "<#" }[one.thing.kind];
    const words = `${one.thing.kind === "channel" ? "#" : "@"}${one.thing.name}`;
    this.mentions.set(words, `${sign}${one.thing.id}>`);
    const start = selectionStart - one.length;
    this.field.value = `${value.slice(0, start)}${words} ${value.slice(selectionStart)}`;
    const end = start + words.length + 1;
    this.field.setSelectionRange(end, end);
    this.field.focus();
  }

  /** Pick what is active, among what fits what is typed now. */
  async settle() {
    const { value, selectionStart } = this.field;
    const found = this.choosing() ? null : MENTION.exec(value.slice(0, selectionStart));
    if (found && this.listed !== found[2]) await this.look(found[1], found[2]);
    if (!this.popup.hidden && this.list.current) this.pick(this.list.current);
  }

  key(event) {
    if (event.isComposing) return;
    if (!this.popup.hidden) {
      if (this.list.key(event)) return;
      if ((event.key === "Enter" || event.key === "Tab") && this.list.current && !event.shiftKey) {
        event.preventDefault();
        this.settle();
        return;
      }
      if (event.key === "Escape") {
        event.preventDefault();
        this.close();
        return;
      }
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && (this.answering || this.editing)) {
      event.preventDefault();
      this.plain();
    } else if (event.key === "ArrowUp" && !this.field.value) {
      const last = this.act.lastOwn();
      if (last) {
        event.preventDefault();
        this.edit(last);
      }
    }
  }

  grow() {
    this.field.style.setProperty("height", "auto");
    this.field.style.setProperty("height", `${Math.min(this.field.scrollHeight, 200)}px`);
  }

  // Commands

  /** Fill in a command. */
  command(command) {
    if (!command) return;
    this.close();
    if (this.act.lines()) {
      this.begun(command);
      return;
    }
    this.form = new CommandForm(command, {
      find: this.act.find,
      complete: this.act.complete,
      closed: () => this.leave(true),
      use: async (...told) => {
        await this.act.use(...told);
        this.leave(document.querySelector("dialog[open]") === null);
      },
    });
    fill(this.body, this.form.element);
    this.field.value = "";
    this.form.focus();
  }

  /** Where commands are typed as a line: write its name, or use at once a shortcut, or what is typed already. */
  begun(command) {
    if (command.kind !== 4 && this.field.value.trim() === `/${command.name}`) {
      this.send();
      return;
    }
    this.field.value = command.kind === 4 ? "" : `/${command.name} `;
    this.field.focus();
    if (command.kind === 4) this.act.shortcut(command);
    else this.close();
  }

  leave(focus) {
    if (!this.form) return;
    this.form = null;
    fill(this.body, this.line);
    this.grow();
    if (focus) this.field.focus();
  }

  // Messages

  async attach(files) {
    try {
      for (const one of files) this.files.push({ ...(await read(one)), size: one.size });
    } catch (error) {
      toast(error.message);
    }
    this.input.value = "";
    this.show();
    this.field.focus();
  }

  /** Answer a message. */
  reply(message) {
    this.leave(false);
    this.editing = null;
    this.answering = message;
    this.show();
    this.field.focus();
  }

  /** Change a message. */
  edit(message) {
    this.leave(false);
    this.answering = null;
    this.editing = message;
    this.field.value = message.source;
    this.show();
    this.grow();
    this.field.focus();
  }

  plain() {
    if (this.editing) this.field.value = "";
    this.answering = this.editing = null;
    this.show();
    this.grow();
  }

  show() {
    const what = this.answering ? `Answering ${this.answering.author.name}` : this.editing ? "Changing your message" : null;
    fill(this.above);
    if (what) add(this.above, h("p", { class: "doing" }, icon("reply"), what, iconButton("close", "Never mind", () => this.plain(), { class: "tiny" })));
    for (const one of this.files) {
      const gone = () => {
        this.files = this.files.filter((each) => each !== one);
        this.show();
      };
      const about = h("input", { type: "text", placeholder: "Describe it for those who cannot see it", "aria-label": `Description of ${one.name}`, maxlength: "1024", value: one.about || "", onchange: () => { one.about = about.value; } });
      add(this.above, h("p", { class: "doing" }, icon("file"), one.name, about, iconButton("close", `Leave out ${one.name}`, gone, { class: "tiny" })));
    }
  }

  text() {
    let text = this.field.value;
    for (const [words, mention] of this.mentions) text = text.replaceAll(words, mention);
    return text.trim();
  }

  async send() {
    const text = this.text();
    if (text.startsWith("/") && !this.editing && this.act.lines()) {
      try {
        await this.act.line(text);
        this.field.value = "";
        this.close();
        this.grow();
      } catch (error) {
        toast(error.message);
      }
      return;
    }
    if (text.startsWith("/") && !this.editing) {
      const found = commandsFor(this.act.commands(), this.field.value.slice(1))[0];
      if (found) this.command(found);
      else toast(`There is no command ${text.split(" ")[0]} here.`);
      return;
    }
    if (!text && !this.files.length) return;
    const { files, answering, editing } = this;
    try {
      if (editing) await this.act.edit(editing, text);
      else await this.act.say(text, files.map(({ name, data, about }) => ({ name, data, about })), answering?.id);
      this.files = [];
      this.mentions.clear();
      this.field.value = "";
      this.plain();
    } catch (error) {
      toast(error.message);
    }
    this.field.focus();
  }
}
