// The head of the message pane: which channel this is, what is pinned in it, which events are planned.

import { DM, THREADS } from "./state.js";
import { channelIcon } from "./sidebar.js";
import { clockTime, shortDay } from "./times.js";
import { fill, h, icon, iconButton } from "./dom.js";
import { inlineMarkdown, markdown } from "./markdown.js";
import { embedElement } from "./embeds.js";
import { openDialog } from "./popup.js";
import { say } from "./words.js";

export function showHeader(root, channel, app, openSidebar) {
  const { state } = app;
  const picture =
    channel.type === DM ? icon("bot") : THREADS.includes(channel.type) ? icon("thread") : channelIcon(channel, state);
  const name = channel.type === DM ? state.nameOfChannel(channel) : channel.name;
  const planned = [...state.events.values()].length;
  fill(
    root,
    iconButton("menu", say("open_sidebar"), openSidebar, { class: "icon-button drawer-only" }),
    h(
      "div",
      { class: "channel-title" },
      picture,
      h("h2", {}, name),
      channel.topic && h("p", { class: "topic", title: channel.topic }, inlineMarkdown(channel.topic, app)),
    ),
    planned > 0 && iconButton("event", say("events"), () => openEvents(app)),
    iconButton("pin", say("pins"), () => openPins(channel, app)),
  );
}

async function openPins(channel, app) {
  const pins = await app.api.pins(channel.id).catch(() => []);
  const entries = pins.map((message) => pinElement(message, app, () => dialog.close()));
  const empty = h("p", { class: "muted" }, say("no_pins"));
  const dialog = openDialog(say("pins"), [
    h("h2", {}, say("pins")),
    h("div", { class: "pins" }, pins.length ? entries : empty),
    closeLine(() => dialog.close()),
  ]);
}

function pinElement(message, app, close) {
  const moment = Date.parse(message.timestamp);
  const go = () => {
    close();
    document.querySelector(`.message[data-id="${message.id}"]`)?.focus();
  };
  return h(
    "article",
    { class: "pin" },
    h(
      "header",
      {},
      h("b", {}, app.state.nameOf(message.author)),
      " ",
      h("time", { class: "muted" }, `${shortDay(moment, app.reader)}, ${clockTime(moment, app.reader, false)}`),
    ),
    h("div", { class: "prose" }, markdown(message.content, app)),
    message.embeds.map((embed) => embedElement(embed, app)),
    h("button", { type: "button", class: "text-button", onclick: go }, say("go_there")),
  );
}

function openEvents(app) {
  const events = [...app.state.events.values()].sort(
    (a, b) => Date.parse(a.scheduled_start_time) - Date.parse(b.scheduled_start_time),
  );
  const dialog = openDialog(say("events"), [
    h("h2", {}, say("events")),
    h(
      "div",
      { class: "pins" },
      events.map((event) => eventElement(event, app)),
    ),
    closeLine(() => dialog.close()),
  ]);
}

function eventElement(event, app) {
  const start = Date.parse(event.scheduled_start_time);
  const place = event.entity_metadata?.location;
  return h(
    "article",
    { class: "pin" },
    h("header", {}, h("b", {}, event.name), " ", h("span", { class: "badge" }, say(`event_${event.status}`))),
    h(
      "p",
      { class: "muted" },
      [`${shortDay(start, app.reader)}, ${clockTime(start, app.reader, false)}`, place].filter(Boolean).join(" · "),
    ),
    event.description && h("div", { class: "prose" }, markdown(event.description, app)),
  );
}

function closeLine(close) {
  return h(
    "div",
    { class: "dialog-actions" },
    h("button", { type: "button", class: "button primary", onclick: close }, say("close")),
  );
}
