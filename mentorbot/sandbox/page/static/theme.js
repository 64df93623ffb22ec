// Light or dark: as the machine has it, or as somebody turned it.

const KEPT = "sandbox-theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

/** Show what was chosen, or what the machine has. */
export function setTheme() {
  document.documentElement.dataset.theme = kept() || (dark.matches ? "dark" : "light");
}

/** Turn from one to the other, and keep to it. */
export function turnTheme() {
  const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  try {
    localStorage.setItem(KEPT, next);
  } catch {
    // Kept until the page is closed, then.
  }
  document.documentElement.dataset.theme = next;
}

dark.addEventListener("change", setTheme);
