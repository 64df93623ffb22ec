// Choosing from a list with the keyboard, a pointer or a screen reader: a list under a field, or in a sheet of its own.

import { add, avatar, fill, h, icon, newId, place } from "./dom.js";

/** A list of options of which one is active; the field that it belongs to keeps the focus. */
export class List {
  /** `pick` is called with the option that was chosen. */
  constructor(label, pick, several = false) {
    this.id = newId("list");
    this.pick = pick;
    this.options = [];
    this.active = -1;
    this.element = h("ul", { id: this.id, role: "listbox", "aria-label": label, class: "list", "aria-multiselectable": several ? "true" : null });
  }

  /** Show options: {label, about, value, user, chosen}; `at` is the one that is active. */
  show(options, at = 0) {
    this.options = options;
    fill(this.element, options.map((one, index) => this.row(one, index)));
    this.activate(options.length ? Math.min(at, options.length - 1) : -1);
  }

  row(one, index) {
    const sign = one.user ? avatar(one.user, "small") : one.sign ? h("span", { class: "list-sign", "aria-hidden": "true" }, one.sign) : null;
    return h(
      "li",
      {
        id: `${this.id}-${index}`,
        role: "option",
        "aria-selected": one.chosen ? "true" : "false",
        class: one.chosen ? "chosen" : "",
        onpointerdown: (event) => event.preventDefault(),
        onclick: () => this.pick(one),
      },
      sign,
      h("span", { class: "list-words" }, h("span", { class: "list-label" }, one.label), one.about ? h("span", { class: "list-about" }, one.about) : null),
      one.right ? h("span", { class: "list-right" }, one.right) : null,
      one.chosen ? icon("check") : null,
    );
  }

  activate(index) {
    this.element.children[this.active]?.classList.remove("active");
    this.active = index;
    const row = this.element.children[index];
    row?.classList.add("active");
    row?.scrollIntoView({ block: "nearest" });
    this.field?.setAttribute("aria-activedescendant", row ? row.id : "");
    if (!row) this.field?.removeAttribute("aria-activedescendant");
  }

  /** Let a field move through this list with its keys. */
  serve(field) {
    this.field = field;
    field.setAttribute("aria-controls", this.id);
    field.setAttribute("aria-autocomplete", "list");
  }

  /** Do what a key means for the list; tells whether it meant something. */
  key(event) {
    const count = this.options.length;
    if (!count) return false;
    if (event.key === "ArrowDown") this.activate((this.active + 1) % count);
    else if (event.key === "ArrowUp") this.activate((this.active - 1 + count) % count);
    else if (event.key === "PageDown") this.activate(Math.min(this.active + 8, count - 1));
    else if (event.key === "PageUp") this.activate(Math.max(this.active - 8, 0));
    else return false;
    event.preventDefault();
    return true;
  }

  get current() {
    return this.options[this.active];
  }
}

/** Options whose label or description holds what was typed; those that begin with it first. */
export function fitting(options, typed) {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return options;
  const begins = (one) => one.label.toLowerCase().startsWith(wanted);
  const found = options.filter((one) => `${one.label} ${one.about || ""}`.toLowerCase().includes(wanted));
  return [...found.filter(begins), ...found.filter((one) => !begins(one))];
}

/** Wait until nobody has called for some milliseconds; only the last call is made. */
export function calm(wait, act) {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...args), wait);
  };
}

/** Things that the sandbox found, as options. */
export function things(found) {
  const signs = { role: "@", channel: "#" };
  return found.map((one) => ({
    label: one.name,
    value: one.id,
    about: one.kind === "user" && one.about !== one.name ? one.about : "",
    user: one.kind === "user" ? { id: one.id, name: one.name } : null,
    sign: signs[one.kind],
  }));
}

/** A field in which one types and chooses what is offered; `source(typed)` gives the options. */
export class Combo {
  constructor({ label, source, free = false, placeholder = "", describedby = null, required = false, wait = 0, changed = () => {}, entered = () => {} }) {
    this.source = source;
    this.free = free;
    this.value = null;
    this.changed = changed;
    this.list = new List(label, (one) => this.choose(one));
    this.field = h("input", {
      type: "text", role: "combobox", "aria-label": label, "aria-expanded": "false", "aria-haspopup": "listbox", autocomplete: "off",
      spellcheck: "false", placeholder, "aria-describedby": describedby, "aria-required": required ? "true" : null,
    });
    this.list.serve(this.field);
    this.popup = h("div", { class: "popup", hidden: true }, this.list.element);
    this.element = h("div", { class: "combo" }, this.field, this.popup);
    const look = wait ? calm(wait, () => this.value === null && this.look()) : () => this.look();
    this.field.addEventListener("input", () => {
      this.value = null;
      changed();
      look();
    });
    this.field.addEventListener("focus", () => this.look());
    this.field.addEventListener("blur", () => this.close());
    this.field.addEventListener("keydown", (event) => this.key(event, entered));
  }

  key(event, entered) {
    if (!this.popup.hidden && this.list.key(event)) return;
    if (event.key === "Escape" && !this.popup.hidden) {
      this.close();
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "ArrowDown" && this.popup.hidden) {
      this.look();
      event.preventDefault();
    } else if (["Enter", "Tab"].includes(event.key) && !event.shiftKey && this.value === null && this.field.value && this.listed !== this.field.value) {
      event.preventDefault();
      event.stopPropagation();
      this.settle(event.key, entered);
    } else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) {
      const offered = !this.popup.hidden && this.list.current;
      if (offered && this.value === null && !(this.free && event.key === "Tab" && !this.field.value)) {
        if (event.key === "Enter" || this.field.value) {
          this.choose(offered);
          event.preventDefault();
          event.stopPropagation();
        }
      } else if (event.key === "Enter") {
        event.preventDefault();
        event.stopPropagation();
        entered();
      }
    }
  }

  /** Choose by what is typed now: what is listed is still for what was typed before. */
  async settle(key, entered) {
    const typed = this.field.value;
    await this.look();
    if (this.field.value !== typed || this.value !== null) return;
    if (!this.popup.hidden && this.list.current) this.choose(this.list.current);
    else if (key === "Enter") entered();
    else this.chose?.();
  }

  async look() {
    const typed = this.value === null ? this.field.value : "";
    const shown = this.field.value;
    const mine = (this.asked = (this.asked || 0) + 1);
    let options = [];
    try {
      options = await this.source(typed);
    } catch (error) {
      this.failed?.(error);
    }
    if (mine !== this.asked || document.activeElement !== this.field) return;
    this.listed = shown;
    this.list.show(options.map((one) => ({ ...one, chosen: this.value !== null && one.value === this.value })));
    this.popup.hidden = options.length === 0;
    this.field.setAttribute("aria-expanded", String(options.length > 0));
  }

  close() {
    this.asked = (this.asked || 0) + 1;
    this.popup.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }

  choose(one) {
    this.value = one.value;
    this.field.value = one.label;
    this.close();
    this.changed();
    this.chose?.();
  }

  /** What was chosen, or typed where that is allowed; undefined when nothing was, null when it is no choice. */
  get given() {
    if (this.value !== null) return this.value;
    if (!this.field.value.trim()) return undefined;
    return this.free ? this.field.value : null;
  }
}

/** A drop-down: a button with what is chosen, and a sheet to choose from.
 *
 * `source(typed)` gives the options; `done(values, labels)` is called when something else was chosen.
 */
export class Select {
  constructor({ label, placeholder, source, min = 1, max = 1, chosen = [], disabled = false, done = () => {}, key = null, describedby = null }) {
    Object.assign(this, { label, placeholder, source, min, max, done, chosen: [...chosen] });
    this.words = h("span", { class: "select-words" });
    this.button = h(
      "button",
      { type: "button", class: "select", "aria-haspopup": "listbox", "aria-expanded": "false", disabled, data: key ? { key } : {}, "aria-describedby": describedby, onclick: () => this.open() },
      this.words,
      icon("down"),
    );
    this.element = this.button;
    this.tell();
  }

  get values() {
    return this.chosen.map((one) => one.value);
  }

  tell() {
    const shown = this.chosen.map((one) => one.label).join(", ");
    fill(this.words, shown || this.placeholder || "Choose");
    this.words.classList.toggle("empty", !shown);
    this.button.setAttribute("aria-label", `${this.label}${shown ? `: ${shown}` : ""}`);
  }

  open() {
    if (this.sheet) return;
    const several = this.max > 1;
    const before = this.chosen;
    this.list = new List(this.label, (one) => this.toggle(one), several);
    this.field = h("input", { type: "text", role: "combobox", "aria-label": `Search: ${this.label}`, "aria-expanded": "true", "aria-haspopup": "listbox", autocomplete: "off", placeholder: "Search", spellcheck: "false" });
    this.list.serve(this.field);
    this.count = h("span", { class: "select-count", role: "status" });
    const ready = h("button", { type: "button", class: "button primary", onclick: () => this.close(true) }, "Done");
    const more = several || this.min === 0;
    const clear = h("button", { type: "button", class: "button", onclick: () => { this.chosen = []; this.look(); } }, "Clear");
    this.sheet = h("div", { class: "sheet", role: "dialog", "aria-label": this.label }, this.field, this.list.element, more ? h("div", { class: "sheet-foot" }, this.count, this.min === 0 ? clear : null, ready) : null);
    this.before = before;
    this.field.addEventListener("input", calm(80, () => this.look()));
    this.sheet.addEventListener("keydown", (event) => this.key(event));
    this.sheet.addEventListener("focusout", (event) => {
      if (this.sheet && event.relatedTarget && !this.sheet.contains(event.relatedTarget)) this.close(several);
    });
    this.away = (event) => {
      if (!this.sheet.contains(event.target) && !this.button.contains(event.target)) this.close(several);
    };
    document.addEventListener("pointerdown", this.away);
    (this.button.closest("dialog") || document.body).append(this.sheet);
    this.button.setAttribute("aria-expanded", "true");
    place(this.sheet, this.button);
    this.field.focus();
    this.look(true);
  }

  async look(first = false) {
    const typed = this.field.value;
    const options = await this.source(typed);
    if (!this.sheet || this.field.value !== typed) return;
    this.listed = typed;
    const values = this.values;
    const shown = options.map((one) => ({ ...one, chosen: values.includes(one.value) }));
    const at = first ? Math.max(0, shown.findIndex((one) => one.chosen)) : 0;
    const keep = first || this.list.options.length !== shown.length ? at : this.list.active;
    this.list.show(shown, Math.max(0, keep));
    if (first) place(this.sheet, this.button);
    const wanted = this.min === this.max ? `${this.min}` : `${this.min} to ${this.max}`;
    if (this.max > 1) fill(this.count, `${values.length} chosen of ${wanted}`);
    if (!shown.length) add(this.list.element, h("li", { class: "list-none", role: "option", "aria-disabled": "true" }, "Nothing fits."));
  }

  toggle(one) {
    const there = this.chosen.some((each) => each.value === one.value);
    if (this.max === 1) {
      this.chosen = there && this.min === 0 ? [] : [one];
      this.close(true);
      return;
    }
    if (there) this.chosen = this.chosen.filter((each) => each.value !== one.value);
    else if (this.chosen.length < this.max) this.chosen = [...this.chosen, one];
    this.look();
  }

  /** Choose what is active, among what fits what is typed now. */
  async enter() {
    if (this.listed !== this.field.value) await this.look();
    if (this.sheet && this.list.current) this.toggle(this.list.current);
  }

  key(event) {
    if (event.key === "Escape") {
      this.chosen = this.before;
      this.close(false);
    } else if (event.target === this.field && this.list.key(event)) {
      return;
    } else if (event.target === this.field && event.key === "Enter") {
      this.enter();
    } else if (event.key === "Tab" && this.max === 1 && this.min > 0) {
      this.close(false);
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  close(send) {
    if (!this.sheet) return;
    const sheet = this.sheet;
    this.sheet = null;
    document.removeEventListener("pointerdown", this.away);
    this.button.setAttribute("aria-expanded", "false");
    sheet.remove();
    if (document.activeElement === document.body || sheet.contains(document.activeElement)) this.button.focus();
    const same = this.chosen.length === this.before.length && this.chosen.every((one, at) => one.value === this.before[at].value);
    const enough = this.chosen.length >= this.min;
    if (!send || !enough) this.chosen = this.before;
    this.tell();
    if (send && enough && (!same || this.max === 1)) this.done(this.values);
  }
}
