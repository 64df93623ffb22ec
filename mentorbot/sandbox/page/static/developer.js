// What the bot asked and was answered, and what passed on its connections.

import { add, fill, h, icon, toast } from "./dom.js";

const MOST = 400;

function clock(seconds) {
  const at = new Date(seconds * 1000);
  const two = (number, size = 2) => String(number).padStart(size, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${two(at.getMilliseconds(), 3)}`;
}

async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    toast("Copied.", "good");
  } catch {
    toast(words, "plain");
  }
}

function block(title, text) {
  return text ? [h("h4", {}, title), h("pre", { tabindex: "0", "aria-label": title }, text)] : null;
}

function details(line) {
  if (line.kind !== "request") return [block(line.kind === "frame" ? "Frame" : "Trouble", line.body)];
  const limits = Object.entries(line.limits).map(([name, value]) => `${name}: ${value}`).join("\n");
  return [
    h("button", { type: "button", class: "button secondary", onclick: () => copy(line.curl) }, icon("code"), "Copy as curl"),
    block("Request", line.body),
    block("Answer", line.answer),
    block("Rate limit", limits),
  ];
}

/** A path without the middle of its long tokens. */
function short(path) {
  return path.replace(/[^/?]{40,}/g, (one) => `${one.slice(0, 6)}…${one.slice(-4)}`);
}

function row(line) {
  const bad = line.kind === "trouble" || line.status >= 400;
  const head = line.kind === "trouble" ? [h("span", { class: "code bad" }, "!"), h("span", { class: "path" }, line.name)] : line.kind === "request"
    ? [h("span", { class: `code ${bad ? "bad" : ""}` }, line.status), h("span", { class: "verb" }, line.method), h("span", { class: "path", title: line.path }, short(line.path)), h("span", { class: "took" }, `${line.took} ms`)]
    : [h("span", { class: "code", title: line.sent ? "sent to the bot" : "sent by the bot" }, line.sent ? "→" : "←"), h("span", { class: "verb" }, line.socket || "gateway"), h("span", { class: "path" }, line.name), h("span", { class: "took" }, line.bot)];
  const box = h("details", { class: "log-line", data: { kind: line.kind, bad: String(bad) } }, h("summary", {}, h("time", {}, clock(line.at)), head));
  box.addEventListener("toggle", () => {
    if (box.open && box.childElementCount === 1) add(box, h("div", { class: "log-details" }, details(line)));
  });
  return box;
}

export class Developer {
  constructor() {
    this.list = h("div", { class: "log", role: "region", "aria-label": "Requests and frames", tabindex: "0" });
    this.filter = h("select", { id: "log-filter", onchange: () => this.apply() }, [["all", "all"], ["request", "requests"], ["frame", "frames"], ["bad", "errors"]].map(([value, words]) => h("option", { value }, words)));
    this.search = h("input", { type: "search", "aria-label": "Search in paths and names", placeholder: "Search", oninput: () => this.apply() });
  }

  build() {
    return [h("div", { class: "log-head" }, h("label", { for: "log-filter", class: "inline" }, "Show ", this.filter), this.search, h("button", { type: "button", class: "button secondary", onclick: () => fill(this.list) }, "Clear")), this.list];
  }

  take(lines) {
    const atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 60;
    for (const line of lines.slice(-MOST)) {
      const made = row(line);
      made.hidden = !this.fits(made);
      this.list.append(made);
    }
    while (this.list.childElementCount > MOST) this.list.firstElementChild.remove();
    if (atEnd) this.list.scrollTop = this.list.scrollHeight;
  }

  fits(one) {
    const kind = this.filter.value;
    const wanted = this.search.value.toLowerCase();
    const right = kind === "all" || one.dataset.kind === kind || (kind === "bad" && one.dataset.bad === "true");
    return right && one.firstElementChild.textContent.toLowerCase().includes(wanted);
  }

  apply() {
    for (const one of this.list.children) one.hidden = !this.fits(one);
  }
}
