// A round mark for a person or a bot, so that a conversation can be followed at a glance.

import { h, icon } from "./dom.js";

const HUES = 8;

export function avatar(user, name) {
  const hue = Number(BigInt(user.id) % 1009n) % HUES;
  const inner = user.bot ? icon("bot") : ([...name.trim()][0]?.toUpperCase() ?? "?");
  return h("span", { class: `avatar hue-${user.bot ? "bot" : hue}`, "aria-hidden": "true" }, inner);
}
