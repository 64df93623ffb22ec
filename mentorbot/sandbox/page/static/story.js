// A story that is played: what is said of it, and the forms that people fill in meanwhile.

import { Components } from "./components.js";
import { add, fill, h, icon } from "./dom.js";
import { fieldsOf } from "./forms.js";

/** Seconds for which a scene is shown, unless somebody wants it slower or faster. */
export const PACE = 3;

const LOOKED_AT = 1800;

/** A button is not torn from its brackets where a line ends. */
const whole = (told) => told.replaceAll("[ ", "[\u00a0").replaceAll(" ]", "\u00a0]");

/** The bar with what happens: the chapter stays while its scenes pass. `act`: {stop()}. */
export class StoryBar {
  constructor(act) {
    this.plays = false;
    this.chapter = h("p", { class: "story-chapter" });
    this.scene = h("p", { class: "story-scene" });
    this.words = h("div", { class: "story-words", "aria-live": "polite" }, this.chapter, this.scene);
    this.stop = h("button", { type: "button", class: "button secondary", onclick: act.stop }, icon("stop"), "Stop");
    this.element = h("section", { class: "story", hidden: true, "aria-label": "The tour" }, this.words, this.stop);
  }

  take(told) {
    this.plays = told.kind !== "end";
    this.element.hidden = false;
    this.stop.hidden = told.kind === "end";
    const title = told.chapter ? h("strong", {}, told.chapter) : null;
    fill(this.chapter, title, title && told.about ? " · " : null, told.about);
    this.chapter.hidden = !title;
    if (told.kind === "chapter") fill(this.scene);
    else if (told.kind !== "form") fill(this.scene, told.kind === "scene" ? h("strong", {}, `${told.called} `) : null, whole(told.told));
    if (told.kind === "end") {
      add(this.scene, " ", h("button", { type: "button", class: "text-button", onclick: () => { this.element.hidden = true; } }, "Close"));
    }
  }
}

/** A form on the screen of whoever acts, to be looked at: told by the story, or open there as modals of a local Slack are. */
export class StoryForm {
  constructor() {
    this.open = null;
    this.element = h("div", { class: "story-form", hidden: true });
  }

  take(told) {
    if (told.kind === "form") this.show(told.modal);
    else if (!this.open) this.show(null);
  }

  /** A modal that is open on the screen, or none. */
  look(modal) {
    this.open = modal;
    this.show(modal, new Components({ press: () => {}, choose: () => {}, suggest: async () => [], find: async () => [] }));
  }

  show(modal, others) {
    this.element.hidden = !modal;
    if (!modal) {
      fill(this.element);
      return;
    }
    const { parts } = fieldsOf(modal, async () => [], others);
    fill(this.element, h("h2", {}, modal.title), h("div", { class: "form-body", inert: true }, parts));
    this.element.scrollTop = 0;
    // What does not fit is shown after a while.
    setTimeout(() => this.element.scrollTo({ top: this.element.scrollHeight, behavior: "smooth" }), LOOKED_AT);
  }
}
