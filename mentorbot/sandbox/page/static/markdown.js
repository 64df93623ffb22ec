// Builds what the sandbox has read of Discord's Markdown. A node is a text, or [name, …attributes, …children].

import { add, h } from "./dom.js";
import { moment } from "./time.js";

const SIMPLE = { b: "strong", i: "em", u: "u", s: "s", p: "p", ul: "ul", li: "li", h1: "h3", h2: "h4", h3: "h5", quote: "blockquote" };
const WEB = /^https?:\/\//i;

function spoiler(children) {
  const show = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    one.replaceWith(h("span", { class: "spoiler shown" }, build(children)));
  };
  const one = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Spoiler, press to show", onclick: show, onkeydown: show }, h("span", { "aria-hidden": "true", class: "spoiler-text" }, build(children)));
  return one;
}

function link(url, children) {
  if (!WEB.test(url)) return h("span", {}, build(children));
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow", title: url }, build(children));
}

function time(seconds, style) {
  const away = style === "R" ? { away: String(seconds) } : {};
  const valid = Number.isFinite(seconds) && Math.abs(seconds) < 8.64e12;
  const iso = valid ? new Date(seconds * 1000).toISOString() : null;
  return h("time", { class: "moment", datetime: iso, title: valid ? moment(seconds, "F") : null, data: valid ? away : {} }, moment(seconds, style));
}

function node(one) {
  if (typeof one === "string") return one;
  const [name, ...rest] = one;
  if (SIMPLE[name]) return h(SIMPLE[name], { class: `md-${name}` }, build(rest));
  switch (name) {
    case "br": return h("br");
    case "code": return h("code", {}, build(rest));
    case "pre": return h("pre", { tabindex: "0", "aria-label": rest[0] ? `Code, ${rest[0]}` : "Code" }, h("code", {}, rest[1]));
    case "ol": return h("ol", { start: rest[0] }, build(rest.slice(1)));
    case "small": return h("p", { class: "md-small" }, build(rest));
    case "spoiler": return spoiler(rest);
    case "a": return link(rest[0], rest.slice(1));
    case "t": return time(rest[0], rest[1]);
    case "user": return h("span", { class: "mention", data: { user: rest[0] } }, `@${rest[1]}`);
    case "role": return h("span", { class: "mention" }, `@${rest[1]}`);
    case "everyone": return h("span", { class: "mention" }, rest[0]);
    case "channel": return rest[0] === "" ? h("span", { class: "mention" }, `#${rest[1]}`) : h("a", { class: "mention", href: "#", data: { channel: rest[0] } }, `#${rest[1]}`);
    case "command": return h("button", { type: "button", class: "mention", data: { command: rest[0] } }, `/${rest[0]}`);
    case "emoji": return h("span", { class: "emoji-name" }, `:${rest[0]}:`);
    default: return null;
  }
}

/** The elements of some nodes. */
export function build(nodes) {
  return nodes.map(node);
}

/** Nodes inside an element. */
export function markdown(nodes, tag = "div", className = "md") {
  return add(h(tag, { class: className }), build(nodes));
}

const INLINE = new Set(["b", "i", "u", "s", "code", "everyone"]);
const SIGNS = { user: "@", role: "@", channel: "#", command: "/" };

function words(one) {
  if (typeof one === "string") return one;
  const [name, ...rest] = one;
  if (SIGNS[name]) return SIGNS[name] + rest.at(-1);
  switch (name) {
    case "br": return " ";
    case "t": return moment(rest[0], rest[1]);
    case "a": return rest.slice(1).map(words).join("");
    case "pre": return ` ${rest[1]} `;
    case "spoiler": return "spoiler";
    case "ol": return rest.slice(1).map(words).join("");
    case "emoji": return `:${rest[0]}:`;
    default: return rest.map(words).join("") + (INLINE.has(name) ? "" : " ");
  }
}

/** Nodes as plain text, for labels. */
export function plain(nodes) {
  return nodes.map(words).join("").replace(/\s+/g, " ").trim();
}
