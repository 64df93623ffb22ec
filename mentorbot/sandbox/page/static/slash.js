// Filling in a slash command: a field for each option, with what it offers.

import { Combo, fitting, things } from "./choose.js";
import { add, fill, h, iconButton, newId } from "./dom.js";
import { read } from "./files.js";

const STRING = 3, INTEGER = 4, BOOLEAN = 5, USER = 6, CHANNEL = 7, ROLE = 8, MENTIONABLE = 9, NUMBER = 10, FILE = 11;
const FOUND = { [USER]: ["user"], [CHANNEL]: ["channel"], [ROLE]: ["role"], [MENTIONABLE]: ["user", "role"] };
const WANTED = { [INTEGER]: "a whole number", [NUMBER]: "a number", [USER]: "a person", [CHANNEL]: "a channel", [ROLE]: "a role", [MENTIONABLE]: "a person or role", [BOOLEAN]: "true or false" };

/** One option of the command that is being filled in. */
class Option {
  constructor(form, option) {
    this.form = form;
    this.option = option;
    this.error = h("span", { class: "field-error", id: newId("error"), hidden: true });
    this.make();
    const remove = option.required ? null : iconButton("close", `Leave out ${option.name}`, () => form.remove(this), { class: "tiny" });
    this.element = h("div", { class: "slash-option" }, h("span", { class: "slash-name", "aria-hidden": "true" }, option.name, option.required ? h("span", { class: "required" }, "*") : null), this.body, remove, this.error);
    this.field.addEventListener("focus", () => form.describe(option));
  }

  make() {
    const { option, form } = this;
    const label = `${option.name}${option.required ? ", must be filled in" : ""}: ${option.description}`;
    if (option.type === FILE) {
      this.field = this.body = h("input", { type: "file", "aria-label": label, "aria-describedby": this.error.id });
      return;
    }
    const source = this.source();
    this.combo = new Combo({
      label, source: source || (async () => []), required: option.required, describedby: this.error.id,
      free: !source || Boolean(option.autocomplete), wait: option.autocomplete ? 120 : 0,
      changed: () => this.say(""), entered: () => form.send(),
    });
    this.combo.failed = (error) => this.say(error.message);
    this.combo.chose = () => form.next(this);
    this.body = this.combo.element;
    this.field = this.combo.field;
    if (!source) this.field.removeAttribute("role");
    if (!source) ["aria-expanded", "aria-haspopup", "aria-autocomplete", "aria-controls"].forEach((one) => this.field.removeAttribute(one));
    if ([INTEGER, NUMBER].includes(option.type)) this.field.inputMode = option.type === INTEGER ? "numeric" : "decimal";
    if (option.max_length) this.field.maxLength = option.max_length;
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Backspace" && !this.field.value) {
        event.preventDefault();
        form.back(this);
      }
    });
  }

  /** Where the options to choose from come from; null for one that is only typed. */
  source() {
    const { option, form } = this;
    if (option.choices?.length) {
      const known = option.choices.map((one) => ({ label: one.name, value: one.value }));
      return async (typed) => fitting(known, typed);
    }
    if (option.type === BOOLEAN) return async (typed) => fitting([{ label: "True", value: true }, { label: "False", value: false }], typed);
    if (FOUND[option.type]) return async (typed) => things(await form.act.find(FOUND[option.type], typed, option.channel_types || []));
    if (option.autocomplete) {
      return async () => {
        const offered = await form.act.complete(form.command, await form.given(true), option.name, this.field.value);
        return offered.map((one) => ({ label: one.name, value: one.value }));
      };
    }
    return null;
  }

  /** What was given; undefined when nothing was. Throws a sentence when it will not do. */
  async value() {
    const { option } = this;
    if (option.type === FILE) return this.field.files[0] ? read(this.field.files[0]) : this.missing();
    const given = this.combo.given;
    if (given === undefined) return this.missing();
    if (given === null) throw new Error(`Choose ${WANTED[option.type] || "one of what is offered"} for “${option.name}”.`);
    if ([INTEGER, NUMBER].includes(option.type) && typeof given === "string") return this.number(given);
    if (option.type === STRING && option.min_length && given.length < option.min_length) throw new Error(`“${option.name}” takes at least ${option.min_length} characters.`);
    return given;
  }

  number(given) {
    const { option } = this;
    const value = Number(given.replace(",", "."));
    if (!Number.isFinite(value) || (option.type === INTEGER && !Number.isInteger(value))) throw new Error(`“${option.name}” wants ${WANTED[option.type]}.`);
    if (option.min_value !== undefined && value < option.min_value) throw new Error(`“${option.name}” is at least ${option.min_value}.`);
    if (option.max_value !== undefined && value > option.max_value) throw new Error(`“${option.name}” is at most ${option.max_value}.`);
    return value;
  }

  missing() {
    if (this.option.required) throw new Error(`“${this.option.name}” must be filled in.`);
    return undefined;
  }

  say(words) {
    this.error.textContent = words;
    this.error.hidden = !words;
    this.field.setAttribute("aria-invalid", String(Boolean(words)));
  }
}

/** The command that is being filled in, in the place of the text field.
 *
 * `act`: {find, complete, use(command, options), closed()}.
 */
export class CommandForm {
  constructor(command, act) {
    this.command = command;
    this.act = act;
    this.options = [];
    this.about = h("p", { class: "slash-about", role: "status" });
    this.fields = h("div", { class: "slash-fields" });
    this.more = h("div", { class: "slash-more" });
    this.button = iconButton("send", `Use /${command.name}`, () => this.send(), { class: "send" });
    this.head = h("span", { class: "slash-head", tabindex: "-1" }, `/${command.name}`);
    this.element = h("div", { class: "slash", role: "group", "aria-label": `/${command.name}: ${command.description}` }, this.about, h("div", { class: "slash-line" }, iconButton("close", "Leave this command", () => act.closed(), { class: "leave" }), this.head, this.fields, this.button), this.more);
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") act.closed();
      else if (event.key === "Enter" && event.target === this.head) this.send();
      else return;
      event.preventDefault();
    });
    for (const one of command.options.filter((each) => each.required)) this.add(one);
    this.describe(null);
    this.offer();
  }

  add(option) {
    const made = new Option(this, option);
    this.options.push(made);
    this.fields.append(made.element);
    this.offer();
    return made;
  }

  remove(made) {
    this.options = this.options.filter((one) => one !== made);
    made.element.remove();
    this.offer();
    this.focus();
  }

  back(made) {
    const before = this.options[this.options.indexOf(made) - 1];
    if (made.option.required) {
      if (before) before.field.focus();
      else this.act.closed();
    } else this.remove(made);
  }

  /** The options that can be added. */
  offer() {
    const used = new Set(this.options.map((one) => one.option.name));
    const left = this.command.options.filter((one) => !used.has(one.name));
    this.more.hidden = !left.length;
    fill(this.more, left.length ? h("span", { class: "slash-hint" }, "Add, if you like:") : null, left.map((one) => h("button", { type: "button", class: "chip", title: one.description, "aria-label": `Add ${one.name}: ${one.description}`, onclick: () => this.add(one).field.focus() }, one.name)));
  }

  describe(option) {
    fill(this.about, h("strong", {}, option ? option.name : `/${this.command.name}`), " ", option ? option.description : this.command.description);
    if (!option && this.command.bot) add(this.about, h("span", { class: "slash-bot" }, this.command.bot));
  }

  /** Go on to the next field that is empty. */
  next(made) {
    const rest = this.options.slice(this.options.indexOf(made) + 1);
    const empty = rest.find((one) => !one.combo || one.combo.given === undefined);
    if (empty) empty.field.focus();
  }

  focus() {
    const empty = this.options.find((one) => one.combo && one.combo.given === undefined) || this.options[0];
    (empty?.field || this.head).focus();
  }

  /** The options as they are now; half of them is enough while one types. */
  async given(half = false) {
    const options = {};
    for (const one of this.options) {
      try {
        const value = half && one.option.type === FILE ? undefined : await one.value();
        if (value !== undefined) options[one.option.name] = value;
        if (!half) one.say("");
      } catch (error) {
        if (half) continue;
        one.say(error.message);
        one.field.focus();
        return null;
      }
    }
    return options;
  }

  async send() {
    if (this.button.getAttribute("aria-busy")) return;
    const options = await this.given();
    if (!options) return;
    this.button.setAttribute("aria-busy", "true");
    try {
      await this.act.use(this.command, options);
    } catch (error) {
      const meant = this.options.find((one) => error.message.includes(`“${one.option.name}”`)) || this.options[0];
      if (meant) meant.say(error.message);
      else fill(this.about, error.message);
    } finally {
      this.button.removeAttribute("aria-busy");
    }
  }
}
