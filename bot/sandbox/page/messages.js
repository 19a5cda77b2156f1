// The pane of messages of the channel in view.

import { EPHEMERAL, olderThan } from "./history.js";
import { FORUM } from "./state.js";
import { fill, h, icon, iconButton } from "./dom.js";
import { dayKey, longDay } from "./times.js";
import { dots, editInPlace, messageElement, momentInWords } from "./message.js";
import { say } from "./words.js";

const NEAR_END_PX = 120;
const GROUP_MS = 7 * 60_000;

export class MessagePane {
  #channel = null;
  #day = null;

  /** `actions` as messageElement takes them, and `tryQuestion(text)` for the suggestions of an empty channel. */
  constructor(root, app, actions) {
    this.app = app;
    this.actions = actions;
    this.list = h("div", {
      class: "log",
      role: "log",
      "aria-live": "polite",
      "aria-relevant": "additions",
      tabindex: "0",
    });
    this.more = h(
      "button",
      { type: "button", class: "new-messages", onclick: () => this.#toEnd(), hidden: true },
      icon("down"),
      say("new_messages"),
    );
    this.typing = h("p", { class: "typing", role: "status" });
    fill(root, this.list, this.more, this.typing);
    this.list.addEventListener("scroll", () => this.#atEnd && (this.more.hidden = true));
    this.list.addEventListener("load", () => this.#stick && this.#toEnd(), { capture: true });
    this.list.addEventListener("keydown", (event) => this.#walk(event));
    this.list.addEventListener("focusin", (event) => this.#offerToolbar(event.target.closest(".message")));
    this.#listen();
  }

  #listen() {
    const { state, clock, signal } = this.app;
    state.addEventListener("messages", ({ detail }) => this.#update(detail), { signal });
    state.addEventListener("typing", () => this.#showTyping(), { signal });
    state.addEventListener("people", () => this.#channel && this.#showAll(), { signal });
    clock.addEventListener("tick", () => this.#freshenDays(), { signal });
    addEventListener("focus", () => this.#noteRead(), { signal });
    new ResizeObserver(() => this.#stick && this.#toEnd()).observe(this.list);
  }

  /** Show a channel, from its end. */
  async open(channel) {
    this.#channel = channel;
    this.#stick = true;
    this.list.setAttribute("aria-label", say("messages_in", { channel: this.app.state.nameOfChannel(channel) }));
    this.#showAll();
    this.#showTyping();
    if (!this.#history.isLoaded) await this.refresh();
    this.#noteRead();
  }

  /** Fetch the channel's latest page anew; what only this person sees stays. */
  refresh() {
    return this.#history.loadLatest();
  }

  /** A line that is no message: something is under way. `fail(words)` turns it into a complaint, `remove()` ends it. */
  notice(words) {
    const text = h("span", {}, words);
    const close = iconButton("close", say("dismiss"), () => line.remove());
    const line = h("div", { class: "notice" }, dots(), text);
    this.list.append(line);
    this.#toEnd();
    const fail = (reason) => {
      line.classList.add("failed");
      fill(line, icon("warning"), h("span", {}, reason), close);
      this.#toEnd();
    };
    return { fail, remove: () => line.remove() };
  }

  editLast() {
    const own = this.#history.messages.filter((each) => each.author.id === this.app.personId).at(-1);
    const element = own && this.#elementOf(own.id);
    if (element?.querySelector(".content")) editInPlace({ message: own, app: this.app }, element);
  }

  // Keeping up

  get #history() {
    return this.app.state.historyOf(this.#channel.id);
  }

  #update({ channelId, kind, message }) {
    if (channelId !== this.#channel?.id) return;
    if (kind === "reset") this.#showAll();
    if (kind === "removed") this.#elementOf(message.id)?.remove();
    if (kind === "changed") this.#replace(message);
    if (kind === "added") this.#add(message);
    else this.#tidy();
    this.#noteRead();
  }

  #showAll() {
    const notices = this.list.querySelectorAll(".notice");
    const { hasEarlier, messages } = this.#history;
    const fromBottom = this.list.scrollHeight - this.list.scrollTop;
    this.list.setAttribute("aria-busy", "true");
    fill(
      this.list,
      hasEarlier && this.#earlierButton(),
      messages.map((message) => this.#build(message)),
      ...notices,
    );
    this.#tidy();
    if (this.#stick) this.#toEnd();
    else this.list.scrollTop = this.list.scrollHeight - fromBottom;
    this.list.removeAttribute("aria-busy");
  }

  #add(message) {
    const follow = this.#atEnd || message.author.id === this.app.personId || message.flags & EPHEMERAL;
    const next = [...this.list.querySelectorAll(".message")].find((each) => olderThan(message.id, each.dataset.id));
    const element = this.#build(message);
    const anchor = next ?? this.list.querySelector(".notice");
    this.list.insertBefore(element, anchor);
    this.#tidy();
    if (follow) this.#toEnd();
    else this.more.hidden = false;
  }

  #replace(message) {
    const old = this.#elementOf(message.id);
    if (!old) return;
    const stick = this.#atEnd;
    const focused = old.contains(document.activeElement);
    const element = this.#build(message);
    old.replaceWith(element);
    if (focused) element.focus({ preventScroll: true });
    if (stick) requestAnimationFrame(() => this.#toEnd());
  }

  #build(message) {
    return messageElement(message, this.#channel, this.app, this.actions);
  }

  #elementOf(id) {
    return this.list.querySelector(`.message[data-id="${id}"]`);
  }

  // What depends on the neighbours: days, groups, emptiness

  #tidy() {
    this.list.querySelectorAll(".day, .empty, .loading").forEach((each) => each.remove());
    const elements = [...this.list.querySelectorAll(".message")];
    elements.forEach((element, index) => this.#tidyOne(element, elements[index - 1]));
    if (!elements.length) this.list.prepend(this.#nothingYet());
    const reachable = elements.find((each) => each.contains(document.activeElement)) ?? elements.at(-1);
    if (reachable) this.#offerToolbar(reachable);
  }

  #tidyOne(element, before) {
    const moment = momentOf(element),
      earlier = before && momentOf(before);
    const { reader } = this.app;
    const newDay = !before || dayKey(moment, reader) !== dayKey(earlier, reader);
    if (newDay)
      element.before(
        h(
          "div",
          { class: "day", role: "separator", "aria-label": longDay(moment, reader) },
          h("span", {}, longDay(moment, reader)),
        ),
      );
    const near = before && Math.abs(moment - earlier) < GROUP_MS && before.dataset.author === element.dataset.author;
    const plain =
      !element.querySelector(":scope > .origin, :scope > .system") &&
      !before?.matches(".ephemeral") &&
      !element.matches(".ephemeral");
    element.classList.toggle("grouped", Boolean(!newDay && near && plain));
  }

  #nothingYet() {
    const { state } = this.app;
    if (!this.#history.isLoaded) return h("p", { class: "loading" }, say("loading"));
    const name = state.nameOfChannel(this.#channel);
    const direct = this.#channel.type === 1;
    const bot = state.bots[0]?.name ?? "bot";
    const suggestions = direct
      ? [say("try_question"), say("try_talks"), "!help"]
      : ["!next", "/next", `@${bot} ${say("try_question")}`];
    const buttons = suggestions.map((text) =>
      h("button", { type: "button", class: "suggestion", onclick: () => this.actions.tryQuestion(text) }, text),
    );
    return h(
      "div",
      { class: "empty" },
      h("div", { class: "empty-mark" }, icon(direct ? "bot" : "hash")),
      h("h2", {}, direct ? say("empty_dm_title", { name }) : say("empty_title", { channel: name })),
      h("p", {}, say(direct ? "empty_dm" : this.#channel.type === FORUM ? "empty_forum" : "empty_channel")),
      this.actions.mayWrite && h("p", { class: "muted" }, say("empty_try")),
      this.actions.mayWrite && h("div", { class: "suggestions" }, buttons),
    );
  }

  #earlierButton() {
    const button = h("button", { type: "button", class: "button quiet earlier" }, say("earlier"));
    button.addEventListener("click", () => this.#loadEarlier(button));
    return button;
  }

  async #loadEarlier(button) {
    button.setAttribute("aria-busy", "true");
    const first = this.list.querySelector(".message");
    this.#stick = false;
    await this.#history.loadEarlier();
    this.#elementOf(first.dataset.id)?.focus({ preventScroll: true });
  }

  #freshenDays() {
    const today = dayKey(this.app.clock.now(), this.app.reader);
    if (today === this.#day) return;
    this.#day = today;
    for (const element of this.list.querySelectorAll("time[data-moment]")) {
      element.textContent = momentInWords(Number(element.dataset.moment), this.app);
    }
  }

  #showTyping() {
    const { state } = this.app;
    const names = state.typingIn(this.#channel?.id).map((user) => state.nameOf(user));
    const key = names.length > 1 ? "typing_many" : "typing_one";
    fill(this.typing, names.length > 0 && [dots(), say(key, { names: names.join(", ") })]);
  }

  #noteRead() {
    if (this.#channel && document.hasFocus()) this.app.state.markRead(this.#channel.id);
  }

  // Scrolling and walking

  #stick = true;

  get #atEnd() {
    const gap = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight;
    this.#stick = gap < NEAR_END_PX;
    return this.#stick;
  }

  #toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
    this.#stick = true;
    this.more.hidden = true;
  }

  /** Up and down walk among messages when one of them, or the whole log, has the focus. */
  #walk(event) {
    if (event.target !== this.list && !event.target.matches(".message")) return;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const elements = [...this.list.querySelectorAll(".message")];
    if (!step || !elements.length) return;
    event.preventDefault();
    const at = elements.indexOf(event.target);
    const goal = at < 0 ? elements.length - 1 : Math.max(0, Math.min(elements.length - 1, at + step));
    elements[goal].focus();
  }

  /** Only the message that is walked to has its tools in the order of the Tab key. */
  #offerToolbar(message) {
    if (!message) return;
    for (const element of this.list.querySelectorAll(".message")) {
      const here = element === message;
      element.tabIndex = here ? 0 : -1;
      element.querySelectorAll(".toolbar button").forEach((button) => (button.tabIndex = here ? 0 : -1));
    }
  }
}

function momentOf(element) {
  return Number(element.querySelector("time[data-moment]").dataset.moment);
}
