// The message box: text, mentions, replies, and slash commands.

import { EPHEMERAL } from "./history.js";
import { FORUM, THREADS } from "./state.js";
import { SEND_IN_THREADS, SEND_MESSAGES } from "./permissions.js";
import { CommandLine } from "./slash.js";
import { Completion } from "./completion.js";
import { fill, h, icon, iconButton } from "./dom.js";
import { plain } from "./commands.js";
import { say } from "./words.js";

const LONGEST_MESSAGE = 2000;
const MOST_MENTIONS = 8;
const TYPING_EVERY_MS = 8000;

export class Composer {
  #channel = null;
  #command = null;
  #replyTo = null;
  #drafts = new Map();
  #toldTyping = -Infinity;

  /** `actions` are {runCommand(entry, data), editLast()}. */
  constructor(root, app, actions) {
    Object.assign(this, { app, actions });
    this.completion = new Completion();
    this.field = h("textarea", {
      id: "message-box",
      rows: 1,
      maxlength: LONGEST_MESSAGE,
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      disabled: true,
      autocomplete: "off",
      autocapitalize: "sentences",
      enterkeyhint: "send",
    });
    this.entry = h("div", { class: "entry" }, this.field);
    this.replyBar = h("div", { class: "reply-bar", hidden: true });
    this.failure = h("p", { class: "failure", role: "alert" });
    this.sendButton = h(
      "button",
      { type: "submit", class: "icon-button send", "aria-label": say("send"), title: say("send") },
      icon("send"),
    );
    this.form = h("form", { class: "box" }, this.entry, this.sendButton);
    fill(root, this.completion.element, this.replyBar, this.failure, this.form);
    this.#listen();
  }

  #listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.form.addEventListener(
      "keydown",
      (event) => this.#command && event.target === this.sendButton && this.#leaveByKey(event),
    );
    this.field.addEventListener("input", () => this.#typed());
    this.field.addEventListener("click", () => this.#suggest());
    this.field.addEventListener("blur", () => this.completion.close());
    this.field.addEventListener("keydown", (event) => this.#key(event));
  }

  open(channel) {
    this.#drafts.set(this.#channel?.id, this.field.value);
    this.#channel = channel;
    this.#leaveCommand();
    this.reply(null);
    fill(this.failure);
    const name = this.app.state.nameOfChannel(channel);
    this.field.value = this.#drafts.get(channel.id) ?? "";
    this.field.disabled = this.sendButton.disabled = !this.mayWrite;
    this.field.setAttribute("aria-label", say("message_box", { channel: name }));
    const refusal = say(channel.type === FORUM ? "in_posts_only" : "not_allowed");
    this.field.placeholder = this.mayWrite ? say("write_to", { channel: name }) : refusal;
    this.#grow();
    this.app.commands.refresh();
  }

  get mayWrite() {
    if (this.#channel.type === FORUM) return false;
    const inThread = THREADS.includes(this.#channel.type);
    return this.app.state.may(inThread ? SEND_IN_THREADS : SEND_MESSAGES, this.#channel);
  }

  focus() {
    if (!this.#command?.focus()) (this.#command ? this.sendButton : this.field).focus();
  }

  /** Answer `message`, or no message for null. */
  reply(message) {
    this.#replyTo = message;
    this.replyBar.hidden = !message;
    if (!message) return;
    const words = say("replying_to", { name: this.app.state.nameOf(message.author) });
    fill(
      this.replyBar,
      icon("reply"),
      h("span", {}, words),
      iconButton("close", say("stop_replying"), () => this.reply(null)),
    );
    this.field.focus();
  }

  /** Write `text` into the box as if it had been typed; send it unless it begins a command. */
  async try(text) {
    this.#leaveCommand();
    this.field.value = text;
    this.field.focus();
    if (!text.startsWith("/")) return this.#send();
    await this.app.commands.refresh();
    this.#typed();
  }

  // Typing

  #typed() {
    this.#grow();
    fill(this.failure);
    this.#tellTyping();
    this.#suggest();
  }

  /** For browsers that cannot size a field by its content themselves. */
  #grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
  }

  #tellTyping() {
    const now = performance.now();
    const telling = this.field.value && !this.field.value.startsWith("/") && now - this.#toldTyping > TYPING_EVERY_MS;
    if (!telling) return;
    this.#toldTyping = now;
    this.app.api.typing(this.#channel.id).catch(() => {});
  }

  #key(event) {
    if (this.completion.key(event) || event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#send();
    } else if (event.key === "ArrowUp" && !this.field.value) {
      event.preventDefault();
      this.actions.editLast();
    } else if (event.key === "Escape" && this.#replyTo) this.reply(null);
  }

  // Suggestions

  #suggest() {
    const before = this.field.value.slice(0, this.field.selectionStart);
    if (/^\/[^\n]*$/.test(this.field.value)) return this.#suggestCommands(this.field.value.slice(1));
    const typed = /(?:^|\s)@([^\s@]*)$/.exec(before)?.[1];
    if (typed === undefined) return this.completion.close();
    return this.#suggestMentions(typed);
  }

  async #suggestCommands(typed) {
    await this.app.commands.refresh();
    if (this.field.value.slice(1) !== typed || document.activeElement !== this.field) return;
    const named = typed.includes(" ") && this.app.commands.named(typed, this.#channel);
    if (named) return this.#startCommand(named.entry, named.rest);
    const entries = this.app.commands.matching(typed, this.#channel);
    if (!entries.length) return this.completion.close();
    const items = entries.map((entry) => ({
      primary: `/${entry.shownName}`,
      secondary: entry.description,
      hint: entry.bot?.name,
    }));
    const onPick = (index) => this.#startCommand(entries[index]);
    this.completion.show(this.field, items, { label: say("command_list"), onPick });
  }

  #suggestMentions(typed) {
    const fits = this.#mentionable()
      .filter(({ name }) => plain(name).startsWith(plain(typed)))
      .slice(0, MOST_MENTIONS);
    if (!fits.length) return this.completion.close();
    const items = fits.map(({ name, about }) => ({ primary: `@${name}`, secondary: about }));
    const onPick = (index) => this.#insertMention(typed, fits[index].name);
    return this.completion.show(this.field, items, { label: say("mention_list"), onPick });
  }

  #mentionable() {
    const { state } = this.app;
    const users = [...state.members.values()].map(({ user }) => ({
      name: state.nameOf(user),
      about: user.bot ? say("bot_badge") : null,
      bot: user.bot,
      mark: `<@${user.id}>`,
    }));
    const roles = [...state.roles.values()]
      .filter((role) => role.mentionable)
      .map((role) => ({ name: role.name, mark: `<@&${role.id}>` }));
    return [...users.filter((user) => user.bot), ...users.filter((user) => !user.bot), ...roles];
  }

  #insertMention(typed, name) {
    const end = this.field.selectionStart;
    this.field.setRangeText(`@${name} `, end - typed.length - 1, end, "end");
    this.completion.close();
    this.#grow();
  }

  /** What was typed with names of people and channels as the wire wants them. */
  #marked(text) {
    const channels = this.app.state.channelList.map((channel) => ({
      written: `#${channel.name}`,
      mark: `<#${channel.id}>`,
    }));
    const people = this.#mentionable().map(({ name, mark }) => ({ written: `@${name}`, mark }));
    const known = [...people, ...channels].sort((a, b) => b.written.length - a.written.length);
    let marked = "";
    for (let at = 0; at < text.length;) {
      const found = "@#".includes(text[at]) && known.find(({ written }) => isWordAt(text, at, written));
      marked += found ? found.mark : text[at];
      at += found ? found.written.length : 1;
    }
    return marked;
  }

  // Commands

  #startCommand(entry, rest = "") {
    this.completion.close();
    const on = { leave: () => this.#leaveCommand({ focus: true }), send: () => this.#send() };
    this.#command = new CommandLine(entry, this.#channel, { app: this.app, completion: this.completion, on, rest });
    fill(this.entry, this.#command.element, this.#command.about);
    this.focus();
  }

  #leaveCommand({ focus = false } = {}) {
    if (!this.#command) return;
    this.#command.hush();
    this.#command = null;
    this.completion.close();
    this.field.value = "";
    fill(this.failure);
    fill(this.entry, this.field);
    if (focus) this.field.focus();
  }

  #leaveByKey(event) {
    if (!["Escape", "Backspace"].includes(event.key)) return;
    event.preventDefault();
    this.#leaveCommand({ focus: true });
  }

  // Sending

  #send() {
    return this.#command ? this.#sendCommand() : this.#sendText();
  }

  #sendCommand() {
    const { data, problem, field } = this.#command.read();
    fill(this.failure, problem);
    if (problem) return field.focus();
    const { entry } = this.#command;
    this.#leaveCommand({ focus: true });
    return this.actions.runCommand(entry, data);
  }

  async #sendText() {
    const text = this.field.value.trim();
    if (!text) return;
    const replyTo = this.#replyTo?.flags & EPHEMERAL ? null : this.#replyTo;
    this.field.value = "";
    this.completion.close();
    this.reply(null);
    this.#grow();
    this.#toldTyping = -Infinity;
    try {
      await this.app.api.send(this.#channel.id, this.#marked(text), replyTo);
    } catch (error) {
      this.field.value ||= text;
      fill(this.failure, icon("warning"), say("not_sent", { reason: error.message }));
    }
  }
}

function isWordAt(text, at, word) {
  const after = text[at + word.length];
  const before = text[at - 1];
  return (
    text.startsWith(word, at) &&
    !(after && /[\p{L}\p{N}_-]/u.test(after)) &&
    !(before && /[\p{L}\p{N}_<]/u.test(before))
  );
}
