// Elements. Text always becomes a text node: nothing that a bot or a person typed is ever read as HTML.

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  hash: "M9 4 7 20M17 4l-2 16M4 9h17M3 15h17",
  home: "M4 11 12 4l8 7v9h-5v-6H9v6H4z",
  thread: "M5 5h14v9H11l-4 4v-4H5zM9 9h6",
  voice: "M4 9v6h4l5 4V5L8 9zM16 9a4 4 0 0 1 0 6",
  menu: "M4 7h16M4 12h16M4 17h16",
  calendar: "M5 6h14v14H5zM5 10h14M9 3v4M15 3v4",
  people: "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM3 19a6 6 0 0 1 12 0M16 5.200a3 3 0 0 1 0 5.600M17.500 13.500A6 6 0 0 1 21 19",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3.500 2",
  code: "M8 8l-4 4 4 4M16 8l4 4-4 4M13.500 6l-3 12",
  send: "M4 12 20 4l-5 16-3.500-6.500z",
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6 6 18",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  reply: "M10 6 4 12l6 6M4 12h10a6 6 0 0 1 6 6",
  down: "M6 9l6 6 6-6",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  eye: "M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z",
  play: "M8 5l11 7-11 7z",
  stop: "M7 7h10v10H7z",
  check: "M5 12.500 10 17.500 19 7",
  swap: "M7 4 3 8l4 4M3 8h14M17 12l4 4-4 4M21 16H7",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 2v2M12 20v2M4 12H2M22 12h-2M5 5l1.500 1.500M17.500 17.500 19 19M5 19l1.500-1.500M17.500 6.500 19 5",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM9 10h.01M15 10h.01M8.500 14a4 4 0 0 0 7 0",
  link: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
};

/** An element with attributes, listeners (`onclick`), a style object, and children; null children are left out. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") {
      for (const [key, one] of Object.entries(value)) element.style.setProperty(key, one);
    } else if (name === "data") Object.assign(element.dataset, value);
    else if (["value", "checked", "textContent", "selected"].includes(name)) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  add(element, children);
  return element;
}

/** Put children at the end of an element. */
export function add(element, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

/** Put children in the place of those that are there. */
export function fill(element, ...children) {
  element.replaceChildren();
  return add(element, ...children);
}

/** A small picture beside words or in a button that has a label. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows only a picture. */
export function iconButton(name, label, onclick, props = {}) {
  const { class: more = "", ...others } = props;
  return h("button", { type: "button", class: `icon-button ${more}`, "aria-label": label, title: label, onclick, ...others }, icon(name));
}

/** The picture of a person: their first letter on a colour of their own. */
export function avatar(user, size = "") {
  const letter = [...(user.name || "?").trim()].find((one) => /[\p{L}\p{N}]/u.test(one)) || "?";
  const colour = [...(user.username || user.name || "")].reduce((sum, one) => (sum * 31 + one.codePointAt(0)) % 9973, 7) % 7;
  return h("span", { class: `avatar c${colour} ${size} ${user.bot ? "is-bot" : ""}`, "aria-hidden": "true" }, letter.toUpperCase());
}

const region = h("div", { class: "toasts", role: "alert" });
document.body.append(region);

/** Say something for a moment, where every screen reader says it too. */
export function toast(words, kind = "error") {
  const one = h("div", { class: `toast ${kind}` }, words);
  (document.querySelector("dialog[open]") || document.body).append(region);
  region.append(one);
  setTimeout(() => one.remove(), 7000);
}

let counter = 0;

/** An id for an element that another one refers to. */
export function newId(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}

/** Something chosen from a short list by pressing: a menu at a point of the page. */
export function openMenu(anchor, label, items) {
  closeMenu();
  const before = document.activeElement;
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label, tabindex: "-1" });
  for (const item of items) {
    if (!item) continue;
    if (item.heading) {
      menu.append(h("div", { class: "menu-heading", role: "presentation" }, item.heading));
      continue;
    }
    const act = () => {
      closeMenu();
      before?.focus?.();
      item.act();
    };
    menu.append(h("button", { type: "button", role: "menuitem", tabindex: "-1", class: item.danger ? "danger" : "", onclick: act }, item.label));
  }
  const entries = [...menu.querySelectorAll("[role=menuitem]")];
  menu.addEventListener("keydown", (event) => {
    const at = entries.indexOf(document.activeElement);
    const move = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
    if (move !== undefined) entries[(move + entries.length) % entries.length]?.focus();
    else if (event.key === "Escape" || event.key === "Tab") {
      closeMenu();
      before?.focus?.();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  document.body.append(menu);
  place(menu, anchor);
  entries[0]?.focus();
  open = menu;
}

let open = null;

/** Close the menu that is open. */
export function closeMenu() {
  open?.remove();
  open = null;
}

document.addEventListener("pointerdown", (event) => {
  if (open && !open.contains(event.target)) closeMenu();
});

/** Put a floating element beside another, where there is room. */
export function place(floating, anchor) {
  const box = anchor.getBoundingClientRect();
  const { width, height } = floating.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left, innerWidth - width - 8));
  const below = box.bottom + 4;
  const fits = below + height < innerHeight - 8;
  const top = fits ? below : Math.max(8, Math.min(box.top - height - 4, innerHeight - height - 8));
  floating.style.setProperty("left", `${left}px`);
  floating.style.setProperty("top", `${top}px`);
}
