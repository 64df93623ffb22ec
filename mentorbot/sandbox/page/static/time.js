// Moments, in the viewer's own zone and words, by the sandbox's clock.

let ahead = 0;

/** Set the sandbox's clock: seconds since 1970, now. */
export function setClock(now) {
  ahead = now * 1000 - Date.now();
  refresh();
}

/** The sandbox's time in milliseconds. */
export function now() {
  return Date.now() + ahead;
}

const FORMATS = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};
const made = new Map();

function format(style) {
  if (!made.has(style)) made.set(style, new Intl.DateTimeFormat(undefined, FORMATS[style] || FORMATS.f));
  return made.get(style);
}

const LIMITS = [
  ["year", 31536000],
  ["month", 2629800],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
const words = new Intl.RelativeTimeFormat(undefined, { numeric: "always" });

/** How far a moment is away. */
export function relative(seconds) {
  const away = seconds - now() / 1000;
  const [unit, size] = LIMITS.find(([, one]) => Math.abs(away) >= one) || ["second", 1];
  return words.format(Math.round(away / size), unit);
}

/** A moment as text, in one of Discord's styles. */
export function moment(seconds, style = "f") {
  if (!Number.isFinite(seconds) || Math.abs(seconds) > 8.64e12) return "Invalid date";
  return style === "R" ? relative(seconds) : format(style).format(seconds * 1000);
}

/** When a message was written: today the hour, else the day too. */
export function stamp(seconds) {
  const today = new Date(now()).toDateString() === new Date(seconds * 1000).toDateString();
  return today ? moment(seconds, "t") : `${moment(seconds, "d")} ${moment(seconds, "t")}`;
}

/** The day of a moment, to tell days apart. */
export function day(seconds) {
  return new Date(seconds * 1000).toDateString();
}

/** Renew every relative moment that is on the page. */
export function refresh() {
  for (const one of document.querySelectorAll("time[data-away]")) {
    const text = relative(Number(one.dataset.away));
    if (one.textContent !== text) one.textContent = text;
  }
  for (const one of document.querySelectorAll("time[data-clock]")) {
    const text = moment(now() / 1000, "F");
    if (one.textContent !== text) one.textContent = text;
  }
}

setInterval(refresh, 1000);
