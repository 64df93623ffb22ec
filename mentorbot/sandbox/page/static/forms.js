// A modal that a bot opened: its fields, what is wrong with them, and sending them.

import { chosenIn, picked, picker, sourceOf } from "./components.js";
import { Select } from "./choose.js";
import { fill, h, iconButton, newId } from "./dom.js";
import { read } from "./files.js";
import { markdown } from "./markdown.js";

const TEXT = 10;
const LABEL = 18;

/** One field: its element, what is wrong with it (a sentence or ""), and its answer. */
export class Field {
  constructor(label, component, about, find, suggest) {
    this.component = component;
    this.label = label;
    this.errorId = newId("error");
    this.aboutId = about ? newId("about") : null;
    this.error = h("p", { class: "field-error", id: this.errorId, hidden: true });
    this.described = [this.aboutId, this.errorId].filter(Boolean).join(" ");
    const make = { 4: "text", 19: "upload", 21: "options", 22: "options", 23: "checkbox", 40: "pick" }[component.type] || "select";
    const { body, grouped } = this[make](component, find, suggest);
    const star = this.required ? h("span", { class: "required", "aria-hidden": "true" }, " *") : null;
    const aside = about ? h("p", { class: "field-about", id: this.aboutId }, about) : null;
    this.element = grouped
      ? h("fieldset", { class: "field", "aria-describedby": this.described }, h("legend", {}, label, star), aside, body, this.error)
      : h("div", { class: "field" }, h("label", { for: this.target.id, class: "field-label" }, label, star), aside, body, this.error);
  }

  get required() {
    return Boolean(this.component.required);
  }

  text(component) {
    const long = component.style === 2;
    const field = h(long ? "textarea" : "input", { id: newId("field"), type: long ? null : "text", rows: long ? 5 : null, placeholder: component.placeholder, maxlength: component.max_length, "aria-describedby": this.described, "aria-required": String(this.required) });
    field.value = component.value || "";
    this.target = field;
    this.answer = () => field.value;
    this.wrong = () => {
      const { length } = [...field.value.trim()];
      if (!length) return this.required ? "Fill this in." : "";
      return field.value.length < component.min_length ? `At least ${component.min_length} characters, please.` : "";
    };
    return { body: field };
  }

  /** A day or a time. */
  pick(component) {
    const field = picker(component, { id: newId("field"), "aria-describedby": this.described, "aria-required": String(this.required) });
    this.target = field;
    this.answer = () => picked(field);
    this.wrong = () => (this.required && !field.value ? "Fill this in." : "");
    return { body: field };
  }

  select(component, find, suggest) {
    const select = new Select({
      label: this.label, placeholder: component.placeholder, source: sourceOf(component, find, suggest), chosen: chosenIn(component),
      min: this.required ? component.min_values ?? 1 : 0, max: component.max_values ?? 1, describedby: this.described,
    });
    select.button.id = newId("field");
    this.target = select.button;
    this.answer = () => select.values;
    this.wrong = () => this.count(select.values.length);
    return { body: select.element };
  }

  count(chosen) {
    const least = this.component.min_values ?? 1;
    if (!chosen) return this.required && least > 0 ? "Choose something here." : "";
    return chosen < least ? `Choose at least ${least}.` : "";
  }

  options(component) {
    const several = component.type === 22;
    const name = newId("option");
    const inputs = component.options.map((one) => {
      const input = h("input", { type: several ? "checkbox" : "radio", name, value: one.value, id: newId("field"), checked: Boolean(one.default) });
      return { input, row: h("label", { class: "option", for: input.id }, input, h("span", {}, h("span", {}, one.label), one.description ? h("span", { class: "option-about" }, one.description) : null)) };
    });
    const chosen = () => inputs.filter(({ input }) => input.checked).map(({ input }) => input.value);
    const most = component.max_values ?? inputs.length;
    this.target = inputs[0].input;
    this.answer = chosen;
    this.wrong = () => (several && chosen().length > most ? `Choose at most ${most}.` : this.count(chosen().length));
    return { body: inputs.map(({ row }) => row), grouped: true };
  }

  checkbox(component) {
    const input = h("input", { type: "checkbox", id: newId("field"), checked: Boolean(component.default), "aria-describedby": this.described });
    this.target = input;
    this.answer = () => input.checked;
    this.wrong = () => "";
    return { body: input };
  }

  upload(component) {
    const input = h("input", { type: "file", id: newId("field"), multiple: (component.max_values ?? 1) > 1, "aria-describedby": this.described });
    this.target = input;
    this.answer = () => Promise.all([...input.files].map(read));
    this.wrong = () => (input.files.length > (component.max_values ?? 1) ? `At most ${component.max_values ?? 1}, please.` : this.count(input.files.length));
    return { body: input };
  }

  /** Look whether the answer will do, and say it beside the field when not. */
  check() {
    const words = this.wrong();
    this.say(words);
    return !words;
  }

  say(words) {
    this.error.textContent = words;
    this.error.hidden = !words;
    this.target.setAttribute("aria-invalid", String(Boolean(words)));
  }
}

/** The fields of a form, and the elements it is made of; `others` builds what is no field, where there is such. */
export function fieldsOf(modal, find, others = null) {
  const parts = [];
  const fields = [];
  for (const one of modal.components) {
    if (one.type === TEXT) {
      parts.push(markdown(one.content));
      continue;
    }
    if (others && one.type !== LABEL) {
      parts.push(others.one(one));
      continue;
    }
    const inner = one.type === LABEL ? [[one.label, one.component, one.description]] : one.components.map((each) => [each.label, each, null]);
    for (const [label, component, about] of inner) {
      const field = new Field(label, component, about, find, others?.act.suggest);
      field.block = one.block;
      fields.push(field);
      parts.push(field.element);
    }
  }
  return { parts, fields };
}

/** Open a form; `send(answers)` sends them, the form closes when that is taken, and `closed` is told. */
export function openForm(told, bot, { send, find, closed }) {
  const { parts, fields } = fieldsOf(told.modal, find);
  const title = newId("title");
  const trouble = h("p", { class: "form-error", role: "alert" });
  const submit = h("button", { type: "submit", class: "button primary" }, "Submit");
  const close = () => dialog.close();

  async function submitted(event) {
    event.preventDefault();
    const bad = fields.filter((one) => !one.check());
    fill(trouble, bad.length ? `Look again at: ${bad.map((one) => one.label).join(", ")}.` : "");
    if (bad.length) {
      bad[0].target.focus();
      return;
    }
    submit.setAttribute("aria-busy", "true");
    try {
      const answers = {};
      for (const one of fields) answers[one.component.custom_id] = await one.answer();
      await send(answers);
      close();
    } catch (error) {
      fill(trouble, error.message);
      const meant = fields.find((one) => error.message.includes(`“${one.label}”`));
      meant?.say(error.message);
      (meant?.target || submit).focus();
    } finally {
      submit.removeAttribute("aria-busy");
    }
  }

  const dialog = h(
    "dialog",
    { class: "form", "aria-labelledby": title, onclose: () => { dialog.remove(); closed(); } },
    h(
      "form",
      { onsubmit: submitted, novalidate: true },
      h("header", {}, h("h2", { id: title }, told.modal.title), iconButton("close", "Close the form", close)),
      h("p", { class: "form-from" }, `${bot} asks. Fields with a star must be filled in.`),
      h("div", { class: "form-body" }, parts, trouble),
      h("footer", {}, h("button", { type: "button", class: "button secondary", onclick: close }, "Cancel"), submit),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  fields[0]?.target.focus();
}
