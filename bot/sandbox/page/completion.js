// The list of suggestions above the message box, driven from whichever field has the focus.

import { announce, fill, freshId, h } from "./dom.js";
import { say } from "./words.js";

export class Completion {
  #owner = null;
  #items = [];
  #active = -1;
  #pick = null;

  constructor() {
    this.element = h("div", { class: "completion", hidden: true });
    this.element.addEventListener("mousedown", (event) => event.preventDefault());
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** Offer `items` ({primary, secondary, hint}) for the field `owner`; the first is ready to be taken if `eager`. */
  show(owner, items, { label, onPick, eager = true }) {
    if (this.#owner && this.#owner !== owner) this.close();
    this.#owner = owner;
    this.#pick = onPick;
    const id = freshId("suggestions");
    this.#items = items.map((item, index) => this.#line(item, index));
    const list = h("div", { role: "listbox", id, "aria-label": label }, this.#items);
    fill(
      this.element,
      h("p", { class: "completion-title", "aria-hidden": "true" }, label),
      items.length ? list : h("p", { class: "muted" }, say("no_choice")),
    );
    this.element.hidden = false;
    owner.setAttribute("aria-expanded", "true");
    owner.setAttribute("aria-controls", id);
    announce(items.length ? say("results", { count: items.length }) : say("no_choice"));
    this.#mark(eager && items.length ? 0 : -1);
  }

  wait(owner, label) {
    this.show(owner, [], { label, onPick: null });
    fill(this.element, h("p", { class: "completion-title" }, label), h("p", { class: "muted" }, say("searching")));
  }

  close() {
    this.element.hidden = true;
    this.#items = [];
    this.#active = -1;
    this.#owner?.setAttribute("aria-expanded", "false");
    this.#owner?.removeAttribute("aria-activedescendant");
    this.#owner = null;
  }

  /** Whether the key was for the list. */
  key(event) {
    if (!this.isOpen || event.isComposing) return false;
    const ready = this.#active >= 0;
    const act = {
      ArrowDown: () => this.#mark((this.#active + 1) % this.#items.length),
      ArrowUp: () => this.#mark(this.#active > 0 ? this.#active - 1 : this.#items.length - 1),
      Enter: ready && !event.shiftKey && (() => this.#pick(this.#active)),
      Tab: ready && !event.shiftKey && (() => this.#pick(this.#active)),
      Escape: () => this.close(),
    }[event.key];
    if (!act || (!this.#items.length && event.key !== "Escape")) return false;
    event.preventDefault();
    event.stopPropagation();
    act();
    return true;
  }

  /** Make the line at `index` the one that Enter takes; none for -1. */
  #mark(index) {
    this.#active = index;
    this.#items.forEach((item, at) => {
      item.setAttribute("aria-selected", String(at === this.#active));
      item.classList.toggle("active", at === this.#active);
    });
    const item = this.#items[this.#active];
    if (item) this.#owner.setAttribute("aria-activedescendant", item.id);
    else this.#owner.removeAttribute("aria-activedescendant");
    item?.scrollIntoView({ block: "nearest" });
  }

  #line({ primary, secondary, hint }, index) {
    return h(
      "div",
      { role: "option", id: freshId("suggestion"), class: "suggestion-line", onclick: () => this.#pick(index) },
      h("span", { class: "primary-text" }, primary),
      secondary && h("span", { class: "secondary-text" }, secondary),
      hint && h("span", { class: "hint" }, hint),
    );
  }
}
