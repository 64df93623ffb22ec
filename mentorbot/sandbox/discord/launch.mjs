// Lets a discord.js bot that was written for the real Discord run, unmodified, against a sandbox:
//
//   SANDBOX_URL=http://127.0.0.1:8080 DISCORD_TOKEN=… node --import …/launch.mjs bot.js
//
// discord.js and its parts are looked for where the bot would find them, as it would (by require and by import).

import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const url = process.env.SANDBOX_URL.replace(/\/$/, "");
const beside = createRequire(pathToFileURL(resolve(process.argv[1])));

/** Tell a copy of @discordjs/rest where Discord is. */
function point(rest) {
  Object.assign(rest.DefaultRestOptions, { api: `${url}/api`, cdn: url, mediaProxy: url });
}

/** Look for @discordjs/rest from somewhere, and tell both its copies: that for require, and that for import. */
async function find(require) {
  let found;
  try {
    found = require.resolve("@discordjs/rest");
  } catch {
    return;
  }
  point(require(found));
  const imported = join(dirname(found), "index.mjs");
  await import(pathToFileURL(imported)).then(point, () => {});
}

await find(beside);
try {
  await find(createRequire(beside.resolve("discord.js")));
} catch {
  // The bot has only parts of it.
}
