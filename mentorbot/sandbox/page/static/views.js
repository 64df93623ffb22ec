// The modals of a local Slack: the one on top is shown as the sandbox tells it, and what is typed is kept while it changes.

import { Components } from "./components.js";
import { fill, h, iconButton, newId } from "./dom.js";
import { fieldsOf } from "./forms.js";

export class Views {
  /** `act`: {ask(what, args), find, closed()}. */
  constructor(act) {
    this.act = act;
    this.view = null;
    this.dialog = null;
  }

  /** Show the modal on top, or none. */
  take(view) {
    const same = view && this.view && view.id === this.view.id && view.hash === this.view.hash;
    this.view = view;
    if (same) {
      this.tell(view.errors);
      return;
    }
    const before = this.dialog;
    this.dialog = view ? this.build(view) : null;
    before?.remove();
    if (!view) {
      this.act.closed();
      return;
    }
    document.body.append(this.dialog);
    this.dialog.showModal();
    this.tell(view.errors);
    (this.fields[0]?.target || this.dialog.querySelector("button"))?.focus();
  }

  async answers() {
    const answers = {};
    for (const one of this.fields) answers[one.component.custom_id] = await one.answer();
    return answers;
  }

  /** Do something in the modal, with what its fields hold. */
  async use(what, args) {
    return this.act.ask(what, { ...args, view: this.view.id, answers: await this.answers() });
  }

  /** Say what is wrong beside the fields. */
  tell(errors) {
    for (const one of this.fields) one.say(errors[one.block] || "");
    this.fields.find((one) => errors[one.block])?.target.focus();
  }

  async send(button) {
    const bad = this.fields.filter((one) => !one.check());
    fill(this.trouble, bad.length ? `Look again at: ${bad.map((one) => one.label).join(", ")}.` : "");
    if (bad.length) {
      bad[0].target.focus();
      return;
    }
    button.setAttribute("aria-busy", "true");
    try {
      const told = await this.use("submit", {});
      if (told.kind === "errors") this.tell(told.errors);
    } catch (error) {
      fill(this.trouble, error.message);
      button.focus();
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  leave(all = false) {
    this.act.ask("close", { view: this.view.id, all }).catch((error) => fill(this.trouble, error.message));
  }

  build(view) {
    const components = new Components({
      press: (id) => this.use("press", { custom_id: id }),
      choose: (id, values) => this.use("choose", { custom_id: id, values }),
      suggest: (id, typed) => this.act.ask("suggest", { view: view.id, custom_id: id, typed }),
      find: this.act.find,
    });
    const { parts, fields } = fieldsOf(view, this.act.find, components);
    this.fields = fields;
    const title = newId("title");
    this.trouble = h("p", { class: "form-error", role: "alert" });
    const submit = view.submit ? h("button", { type: "submit", class: "button primary" }, view.submit) : null;
    const sent = (event) => {
      event.preventDefault();
      if (submit) this.send(submit);
    };
    return h(
      "dialog",
      { class: "form view", "aria-labelledby": title, oncancel: (event) => { event.preventDefault(); this.leave(); } },
      h(
        "form",
        { onsubmit: sent, novalidate: true },
        h("header", {}, h("h2", { id: title }, view.title), iconButton("close", "Close all", () => this.leave(true))),
        h("p", { class: "form-from" }, fields.length ? `${view.app} asks. Fields with a star must be filled in.` : `From ${view.app}.`),
        h("div", { class: "form-body" }, parts, this.trouble),
        h("footer", {}, h("button", { type: "button", class: "button secondary", onclick: () => this.leave() }, view.below ? "Back" : view.close), submit),
      ),
    );
  }
}
