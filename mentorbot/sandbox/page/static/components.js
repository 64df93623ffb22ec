// Embeds, components, pictures and files of a message.

import { fitting, Select, things } from "./choose.js";
import { add, h, icon, newId, toast } from "./dom.js";
import { markdown, plain } from "./markdown.js";
import { moment } from "./time.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };
const KINDS = { 5: ["user"], 6: ["role"], 7: ["user", "role"], 8: ["channel"] };
const WEB = /^https?:\/\//i;

/** Six digits of a colour. */
export function colour(number) {
  return `#${number.toString(16).padStart(6, "0")}`;
}

function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  const kilo = bytes / 1024;
  return kilo < 1024 ? `${kilo.toFixed(1)} KB` : `${(kilo / 1024).toFixed(1)} MB`;
}

function enlarge(media, about) {
  const dialog = h(
    "dialog",
    { class: "lightbox", "aria-label": about, onclose: () => dialog.remove(), onclick: () => dialog.close() },
    h("img", { src: media.url, alt: about }),
    h("p", {}, about),
    h("button", { type: "button", class: "button" }, "Close"),
  );
  document.body.append(dialog);
  dialog.showModal();
}

/** A picture; one that is not on this machine is not fetched, but named with a link. */
export function picture(media, about, className = "") {
  const words = about || "A picture without a description";
  if (!media.local) {
    const href = WEB.test(media.url) ? media.url : null;
    return h("a", { class: `picture away ${className}`, href, target: "_blank", rel: "noopener noreferrer" }, icon("link"), ` ${about || media.url}`);
  }
  const image = h("img", { src: media.url, alt: words, width: media.width, height: media.height, loading: "lazy" });
  return h("button", { type: "button", class: `picture ${className}`, "aria-label": `Enlarge: ${words}`, onclick: () => enlarge(media, words) }, image);
}

function hidden(element, spoiler, label) {
  if (!spoiler) return element;
  const cover = h("div", { class: "covered" }, element);
  element.inert = true;
  const show = h("button", { type: "button", class: "cover", onclick: () => { element.inert = false; show.remove(); cover.classList.remove("covered"); } }, `Show ${label}`);
  return add(cover, show);
}

/** A file as a card with which it is saved. */
export function file({ name, size: bytes, url, local }) {
  const href = local ? url : null;
  return h("a", { class: "file", href, download: name }, icon("file"), h("span", {}, h("span", { class: "file-name" }, name || "file"), h("span", { class: "file-size" }, bytes ? size(bytes) : "")));
}

/** An attachment that nothing else shows. */
export function attachment(one) {
  const drawn = (one.kind || "").startsWith("image/") && one.kind !== "image/svg+xml";
  return drawn ? picture(one, one.about || one.name) : file(one);
}

/** An embed. */
export function embed(one) {
  const box = h("article", { class: "embed", style: one.color === null || one.color === undefined ? {} : { "--accent": colour(one.color) } });
  if (one.author) box.append(h("p", { class: "embed-author" }, one.author.name));
  if (one.title) {
    const title = markdown(one.title, "span", "");
    const linked = one.url && WEB.test(one.url);
    box.append(h("p", { class: "embed-title" }, linked ? h("a", { href: one.url, target: "_blank", rel: "noopener noreferrer" }, title) : title));
  }
  if (one.description) box.append(markdown(one.description));
  if (one.fields.length) {
    box.append(h("dl", { class: "embed-fields" }, one.fields.map((field) => h("div", { class: field.inline ? "inline" : "" }, markdown(field.name, "dt", ""), markdown(field.value, "dd")))));
  }
  const named = one.title ? plain(one.title) : "an embed";
  if (one.thumbnail) box.append(picture(one.thumbnail, `Small picture of ${named}`, "embed-thumbnail"));
  if (one.image) box.append(picture(one.image, `Picture of ${named}`, "embed-image"));
  if (one.footer || one.timestamp) {
    box.append(h("p", { class: "embed-footer" }, [one.footer, one.timestamp ? moment(one.timestamp, "f") : null].filter(Boolean).join(" · ")));
  }
  return box;
}

/** A poll. `vote` sends the numbers of the answers that are chosen then. */
export function poll(one, vote) {
  const all = one.answers.reduce((sum, each) => sum + each.count, 0);
  const press = (answer) => {
    const mine = one.answers.filter((each) => each.mine && (one.several || each.id === answer.id)).map((each) => each.id);
    vote(answer.mine ? mine.filter((id) => id !== answer.id) : [...mine, answer.id]);
  };
  const row = (answer) => h(
    "button",
    { type: "button", class: `poll-answer ${answer.mine ? "mine" : ""}`, "aria-pressed": String(answer.mine), disabled: one.over, data: { key: `poll-${answer.id}` }, style: { "--part": `${all ? (100 * answer.count) / all : 0}%` }, onclick: () => press(answer) },
    h("span", {}, answer.emoji ? `${answer.emoji} ` : "", answer.text),
    h("span", { class: "poll-count" }, answer.count === 1 ? "1 vote" : `${answer.count} votes`),
  );
  const about = [one.several ? "Choose as many as you like" : "Choose one", one.over ? "it is over" : one.ends ? `ends ${moment(one.ends, "R")}` : null];
  return h("div", { class: "container poll", role: "group", "aria-label": `Poll: ${one.question}` }, h("p", { class: "embed-title" }, one.question), one.answers.map(row), h("p", { class: "embed-footer" }, about.filter(Boolean).join(" · ")));
}

/** What an emoji of a component looks like: the sandbox has no pictures of servers' own emoji. */
function emoji(one) {
  if (!one) return null;
  return h("span", { class: "emoji", "aria-hidden": "true" }, one.id ? `:${one.name}:` : one.name);
}

/** A field in which a day or a time is picked. */
export function picker(component, more) {
  const field = h("input", { type: component.kind, ...more });
  const moment = component.kind === "datetime-local" && component.value ? new Date(component.value * 1000 - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 16) : component.value;
  field.value = moment || "";
  return field;
}

/** What was picked: a day, a time, or a moment in seconds. */
export function picked(field) {
  return field.type === "datetime-local" && field.value ? Math.floor(new Date(field.value).getTime() / 1000) : field.value;
}

/** Ask whether one is sure, in the words of whoever made the button. */
function sure({ title, text, confirm, deny }) {
  return new Promise((answer) => {
    const end = (yes) => () => {
      dialog.remove();
      answer(yes);
    };
    const dialog = h("dialog", { class: "form", "aria-label": title, oncancel: end(false) }, h("form", { method: "dialog", onsubmit: (event) => event.preventDefault() }, h("header", {}, h("h2", {}, title)), h("div", { class: "form-body" }, h("p", {}, text)), h("footer", {}, h("button", { type: "button", class: "button secondary", onclick: end(false) }, deny || "Cancel"), h("button", { type: "button", class: "button primary", onclick: end(true) }, confirm || "Yes"))));
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** The options of a select, found as one types; `suggest` asks the app, where the choices are its own. */
export function sourceOf(component, find, suggest) {
  if (component.suggest !== undefined) {
    return async (typed) => (typed.length < component.suggest ? [] : suggest(component.custom_id, typed));
  }
  if (component.type === 3) {
    const options = component.options.map((one) => ({ label: one.label, value: one.value, about: one.description, sign: one.emoji && !one.emoji.id ? one.emoji.name : null }));
    return async (typed) => fitting(options, typed);
  }
  return async (typed) => things(await find(KINDS[component.type], typed, component.channel_types || []));
}

/** What is chosen in a select beforehand. */
export function chosenIn(component) {
  if (component.type !== 3) return things(component.chosen || []);
  return component.options.filter((one) => one.default).map((one) => ({ label: one.label, value: one.value }));
}

/** Builds the components of one message.
 *
 * `act` sends: {press(id), choose(id, values), suggest(id, typed), find(kinds, typed, types)}; each gives a promise.
 */
export class Components {
  constructor(act) {
    this.act = act;
  }

  build(list) {
    return list.map((one) => this.one(one));
  }

  one(component) {
    const way = {
      1: () => h("div", { class: "row" }, this.build(component.components)),
      2: () => this.button(component),
      9: () => h("div", { class: "section" }, h("div", { class: "section-text" }, this.build(component.components)), this.one(component.accessory)),
      10: () => markdown(component.content),
      11: () => hidden(picture(component.media, component.description, "thumbnail"), component.spoiler, "the hidden picture"),
      12: () => this.gallery(component),
      13: () => hidden(file({ name: component.name, size: component.size, ...component.file }), component.spoiler, "the hidden file"),
      14: () => h("hr", { class: `separator ${component.divider ? "" : "blank"} ${component.spacing === 2 ? "wide" : ""}` }),
      17: () => this.container(component),
      21: () => this.options(component),
      22: () => this.options(component),
      40: () => this.pick(component),
    }[component.type];
    if (way) return way();
    return [3, 5, 6, 7, 8].includes(component.type) ? this.select(component) : null;
  }

  gallery(component) {
    const items = component.items.map((one) => hidden(picture(one.media, one.description), one.spoiler, "the hidden picture"));
    return h("div", { class: `gallery of-${Math.min(items.length, 4)}` }, items);
  }

  container(component) {
    const accent = component.accent_color;
    const box = h("div", { class: `container ${accent === null || accent === undefined ? "" : "accented"}`, style: accent === null || accent === undefined ? {} : { "--accent": colour(accent) } }, this.build(component.components));
    return hidden(box, component.spoiler, "what is hidden");
  }

  button(component) {
    const words = [emoji(component.emoji), component.label ? h("span", {}, component.label) : null];
    const label = component.label ? null : component.emoji?.name;
    if (component.style === 5) {
      const href = WEB.test(component.url) ? component.url : null;
      return h("a", { class: "button link", href, target: "_blank", rel: "noopener noreferrer", "aria-label": label }, words, icon("link"));
    }
    const button = h(
      "button",
      { type: "button", class: `button ${STYLES[component.style] || "secondary"}`, disabled: component.disabled || component.style === 6, "aria-label": label, data: { key: component.custom_id || "" }, onclick: () => this.press(button, component) },
      words,
    );
    return button;
  }

  async press(button, component) {
    if (!component.confirm || (await sure(component.confirm))) await this.wait(button, this.act.press(component.custom_id));
  }

  /** Boxes to tick, of which each tick is told. */
  options(component) {
    const name = newId("option");
    const inputs = component.options.map((one) => h("input", { type: component.type === 22 ? "checkbox" : "radio", name, value: one.value, checked: Boolean(one.default) }));
    const told = () => inputs.filter((one) => one.checked).map((one) => one.value);
    const group = h("div", { class: "options", role: "group" }, component.options.map((one, at) => h("label", { class: "option" }, inputs[at], h("span", {}, one.label))));
    group.addEventListener("change", () => this.wait(group, this.act.choose(component.custom_id, told())));
    return group;
  }

  /** A day or a time, of which each change is told. */
  pick(component) {
    const field = picker(component, { "aria-label": component.placeholder || "Pick" });
    field.addEventListener("change", () => this.wait(field, this.act.choose(component.custom_id, [picked(field)])));
    return field;
  }

  select(component) {
    const label = component.placeholder || { 3: "Choose", 5: "Choose people", 6: "Choose roles", 7: "Choose people or roles", 8: "Choose channels" }[component.type];
    const select = new Select({
      label,
      placeholder: label,
      source: sourceOf(component, this.act.find, this.act.suggest),
      min: component.min_values ?? 1,
      max: component.max_values ?? 1,
      chosen: chosenIn(component),
      disabled: component.disabled,
      key: component.custom_id,
      done: (values) => this.wait(select.button, this.act.choose(component.custom_id, values)),
    });
    return select.element;
  }

  async wait(element, promise) {
    if (element.getAttribute("aria-busy")) return;
    element.setAttribute("aria-busy", "true");
    try {
      await promise;
    } catch (error) {
      toast(error.message);
    } finally {
      element.removeAttribute("aria-busy");
    }
  }
}
