// One message as an element, with all that can be done to it.

import { ADD_REACTIONS, MANAGE_MESSAGES, PIN_MESSAGES } from "./permissions.js";
import { COMPONENTS_V2, EPHEMERAL, LOADING } from "./history.js";
import { DM } from "./state.js";
import { announce, fill, h, hiddenText, icon, iconButton } from "./dom.js";
import { attachmentElement, cssColour, embedElement } from "./embeds.js";
import { clockTime, dayKey, inStyle } from "./times.js";
import { inlineMarkdown, markdown } from "./markdown.js";
import { openMenu, openPopup, moveFocus } from "./popup.js";
import { avatar } from "./avatar.js";
import { componentElements } from "./components.js";
import { say } from "./words.js";

const REPLY = 19,
  COMMAND = 20;
const NOTICES = { 6: "pinned_notice", 7: "joined_notice", 18: "thread_notice" };
const QUICK_REACTIONS = ["👍", "❤️", "😂", "🎉", "👀", "🙏", "✅", "❓"];
const DAY_MS = 86_400_000;

/** `actions` are {reply(message), runCommand(command, message), openChannel(id)}. */
export function messageElement(message, channel, app, actions) {
  const where = { message, channel, app, actions };
  const mentioned = app.state.concernsMe(message) && message.author.id !== app.personId;
  const classes = ["message", mentioned && "mentioned", message.flags & EPHEMERAL && "ephemeral"].filter(Boolean);
  const labels = `author-${message.id} time-${message.id}`;
  const element = h("article", {
    class: classes.join(" "),
    dataset: { id: message.id, author: message.author.id },
    tabindex: "-1",
    "aria-labelledby": labels,
  });
  fill(element, NOTICES[message.type] ? noticeParts(where) : messageParts(where, element));
  return element;
}

function noticeParts({ message, app }) {
  const words = say(NOTICES[message.type], { name: app.state.nameOf(message.author) });
  return [
    h(
      "div",
      { class: "system", id: `author-${message.id}` },
      icon(message.type === 6 ? "pin" : "thread"),
      words,
      " ",
      sentAt(message, app),
    ),
  ];
}

function messageParts(where, element) {
  const { message, app } = where;
  const name = app.state.nameOf(message.author);
  const body = h("div", { class: "body" }, header(where, name), ...bodyParts(where, element));
  return [origin(where), avatar(message.author, name), body, toolbar(where, element)];
}

function header({ message, app }, name) {
  const author = h("span", { class: "author", id: `author-${message.id}` }, name);
  const colour = app.state.colourOf(message.author.id);
  if (colour) author.style.setProperty("--role", cssColour(colour));
  if (colour) author.classList.add("coloured");
  const badge = message.author.bot && h("span", { class: "badge" }, say("bot_badge"));
  return h("header", {}, author, badge, sentAt(message, app));
}

function sentAt(message, app) {
  const moment = Date.parse(message.timestamp);
  const element = h("time", {
    class: "sent",
    id: `time-${message.id}`,
    datetime: message.timestamp,
    dataset: { moment },
  });
  element.title = inStyle(moment, "F", app.reader);
  element.textContent = momentInWords(moment, app);
  return element;
}

/** "09:12" today, else with the day; today is what the sandbox's clock says. */
export function momentInWords(moment, app) {
  const time = clockTime(moment, app.reader, false);
  const now = app.clock.now();
  const day = dayKey(moment, app.reader);
  if (day === dayKey(now, app.reader)) return time;
  if (day === dayKey(now - DAY_MS, app.reader)) return say("yesterday_at", { time });
  return inStyle(moment, "s", app.reader);
}

// What a message answers

function origin({ message, channel, app }) {
  if (message.type === COMMAND) return commandLine(message, app);
  if (message.type !== REPLY || message.flags & EPHEMERAL) return null;
  const history = app.state.historyOf(channel.id);
  const replied = message.referenced_message ?? history.message(message.message_reference?.message_id);
  if (!replied) return h("div", { class: "origin" }, icon("reply"), say("reply_gone"));
  const name = app.state.nameOf(replied.author);
  const go = () => document.querySelector(`[data-id="${replied.id}"]`)?.focus();
  const words = replied.content || replied.embeds[0]?.title || replied.embeds[0]?.description || "…";
  return h(
    "button",
    { type: "button", class: "origin", onclick: go },
    icon("reply"),
    hiddenText(say("replying_to", { name })),
    h("b", { "aria-hidden": "true" }, name),
    " ",
    h(
      "span",
      { class: "excerpt" },
      inlineMarkdown(words.split("\n")[0].slice(0, 160), { ...app, openChannel: () => {} }).map(plain),
    ),
  );
}

/** A button may hold no other button, so a quotation keeps only its words. */
const plain = (node) => (typeof node === "string" ? node : node.textContent);

function commandLine(message, app) {
  const user = message.interaction_metadata?.user ?? message.interaction?.user;
  const command = `/${message.interaction?.name ?? message.interaction_metadata?.name ?? ""}`;
  const words = say("used", { name: user ? app.state.nameOf(user) : "?", command: "\0" }).split("\0");
  return h("div", { class: "origin" }, icon("reply"), words[0], h("b", {}, command), words[1]);
}

// Its body

function bodyParts(where, element) {
  const { message, app } = where;
  const failure = h("p", { class: "failure", role: "alert" });
  const report = (words) => fill(failure, words && icon("warning"), words);
  const parts = message.flags & LOADING ? [thinking(message, app)] : contentParts({ ...where, report });
  return [
    ...parts,
    message.reactions?.length ? reactionRow(where) : null,
    message.thread && threadLink(message, where),
    failure,
    message.flags & EPHEMERAL ? onlyYou(message, app) : null,
  ];
}

function thinking(message, app) {
  return h("p", { class: "thinking" }, dots(), say("thinking", { name: app.state.nameOf(message.author) }));
}

export function dots() {
  return h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
}

function contentParts(where) {
  const { message, app } = where;
  const components = message.components?.length ? componentElements(message.components, where) : [];
  if (message.flags & COMPONENTS_V2) return [h("div", { class: "layout" }, components), editedMark(message, app)];
  return [
    message.content && h("div", { class: "content prose" }, markdown(message.content, app), editedMark(message, app)),
    ...(message.message_snapshots ?? []).map((each) => forwarded(each.message, app)),
    message.poll && pollElement(where),
    ...message.embeds.map((embed) => embedElement(embed, app)),
    ...message.attachments.filter((each) => !shownInEmbed(each, message)).map(attachmentElement),
    components.length ? h("div", { class: "components" }, components) : null,
    message.content ? null : editedMark(message, app),
  ];
}

/** A copy of another message; who wrote it is not told. */
function forwarded(copy, app) {
  return h(
    "blockquote",
    { class: "forwarded" },
    h("p", { class: "origin" }, icon("reply"), say("forwarded")),
    copy.content && h("div", { class: "content prose" }, markdown(copy.content, app)),
    copy.embeds.map((embed) => embedElement(embed, app)),
    copy.attachments.filter((each) => !shownInEmbed(each, copy)).map(attachmentElement),
  );
}

function pollElement({ message, app }) {
  const { poll } = message;
  const { answer_counts: counts, is_finalized: isOver } = poll.results;
  const own = counts.filter((each) => each.me_voted).map((each) => each.id);
  const total = counts.reduce((sum, each) => sum + each.count, 0);
  const answers = poll.answers.map(({ answer_id: id, poll_media: media }) => {
    const count = counts.find((each) => each.id === id)?.count ?? 0;
    const others = poll.allow_multiselect ? own.filter((each) => each !== id) : [];
    const onclick = () => attempt(app.api.vote(message, own.includes(id) ? others : [...others, id]));
    const button = h(
      "button",
      { type: "button", class: "poll-answer", "aria-pressed": String(own.includes(id)), disabled: isOver, onclick },
      media.emoji && h("span", { class: "emoji" }, media.emoji.name),
      h("span", {}, media.text),
      h("b", {}, count, hiddenText(` ${say("votes")}`)),
    );
    button.style.setProperty("--share", `${total ? (100 * count) / total : 0}%`);
    return button;
  });
  const until = isOver ? say("poll_over") : say("poll_until", { time: inStyle(Date.parse(poll.expiry), "f", app.reader) });
  return h(
    "div",
    { class: "poll", role: "group", "aria-label": poll.question.text },
    h("b", {}, poll.question.text),
    answers,
    h("small", { class: "muted" }, until),
  );
}

function shownInEmbed(attachment, message) {
  return message.embeds.some((embed) => [embed.image?.url, embed.thumbnail?.url].includes(attachment.url));
}

function editedMark(message, app) {
  if (!message.edited_timestamp || message.flags & EPHEMERAL) return null;
  const title = inStyle(Date.parse(message.edited_timestamp), "F", app.reader);
  return h("span", { class: "edited", title }, ` (${say("edited")})`);
}

function onlyYou(message, app) {
  const dismiss = h(
    "button",
    { type: "button", class: "text-button", onclick: () => app.state.dismiss(message) },
    say("dismiss"),
  );
  return h("p", { class: "only-you" }, icon("eye"), say("only_you"), " · ", dismiss);
}

function threadLink({ thread }, { actions }) {
  const words = say("thread_open", { name: thread.name });
  return h(
    "button",
    { type: "button", class: "thread-link", onclick: () => actions.openChannel(thread.id) },
    icon("thread"),
    words,
  );
}

// Reactions

function reactionRow({ message, app }) {
  const buttons = message.reactions.map((reaction) => {
    const emoji = reaction.emoji.id ? `:${reaction.emoji.name}:` : reaction.emoji.name;
    const onclick = () => attempt(app.api.react(message, reaction.emoji, !reaction.me));
    const label = say("reaction", { emoji, count: reaction.count });
    return h(
      "button",
      { type: "button", class: "reaction", "aria-pressed": String(reaction.me), "aria-label": label, onclick },
      h("span", { class: "emoji" }, emoji),
      reaction.count,
    );
  });
  return h("div", { class: "reactions" }, buttons);
}

function chooseReaction(anchor, { message, app }) {
  const choose = (name) => {
    close();
    attempt(app.api.react(message, { name }, true));
  };
  const buttons = QUICK_REACTIONS.map((name) =>
    h("button", { type: "button", class: "emoji", "aria-label": name, onclick: () => choose(name) }, name),
  );
  const box = h(
    "div",
    { class: "emoji-box", role: "group", "aria-label": say("react"), onkeydown: (event) => moveFocus(event, buttons) },
    buttons,
  );
  const close = openPopup(anchor, box);
  buttons[0].focus();
}

// What can be done

function toolbar(where, element) {
  const { message, channel, app, actions } = where;
  if (message.flags & (EPHEMERAL | LOADING)) return null;
  const react =
    mayReact(where) && iconButton("smile", say("react"), (event) => chooseReaction(event.currentTarget, where));
  const reply = actions.mayWrite && iconButton("reply", say("reply"), () => actions.reply(message));
  const more = moreActions(where, element);
  const menu =
    more.length > 0 &&
    iconButton("more", say("more"), (event) => openMenu(event.currentTarget, say("more"), more), {
      "aria-haspopup": "menu",
      "aria-expanded": "false",
    });
  const buttons = [react, reply, menu].filter(Boolean);
  for (const button of buttons) button.tabIndex = -1;
  return h("div", { class: "toolbar", role: "group", "aria-label": say("tools") }, buttons);
}

function mayReact({ channel, app }) {
  return channel.type === DM || app.state.may(ADD_REACTIONS, channel);
}

function moreActions(where, element) {
  const { message, channel, app, actions } = where;
  const own = message.author.id === app.personId;
  const mayPin = channel.type === DM || app.state.may(PIN_MESSAGES, channel);
  const pin = () => attempt(app.api.pin(message, !message.pinned));
  const commands = app.commands.forMessages(channel);
  return [
    own && { label: say("edit"), icon: icon("edit"), run: () => editInPlace(where, element) },
    mayPin && { label: say(message.pinned ? "unpin" : "pin"), icon: icon("pin"), run: pin },
    ...commands.map((command) => ({
      label: command.shownName,
      icon: icon("bot"),
      run: () => actions.runCommand(command, message),
    })),
    (own || app.state.may(MANAGE_MESSAGES, channel)) && {
      label: say("delete"),
      icon: icon("trash"),
      danger: true,
      run: () => attempt(app.api.deleteMessage(message)),
    },
  ].filter(Boolean);
}

function attempt(promise) {
  promise.catch((error) => announce(error.message));
}

/** Turn a message of one's own into a field; Enter saves, Escape leaves it as it was. */
export function editInPlace({ message, app }, element) {
  const content = element.querySelector(".content");
  const field = h("textarea", { class: "edit-field", "aria-label": `${say("edit")}. ${say("edit_hint")}`, rows: 2 });
  const form = h("div", { class: "edit-form" }, field, h("small", { class: "muted" }, say("edit_hint")));
  field.value = message.content;
  const leave = () => {
    form.replaceWith(content);
    element.focus();
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (field.value.trim() && field.value !== message.content) attempt(app.api.editMessage(message, field.value));
    leave();
  });
  content.replaceWith(form);
  field.focus();
}
