// A menu under a message or in a form: a button that opens a list of options, for one choice or several.

import { freshId, h, icon } from "./dom.js";
import { openPopup } from "./popup.js";
import { say } from "./words.js";

/**
 * `options` are {value, label, description, emoji, default}; `onPick(values)` is called when the choice is made.
 * The element has `values`, the present choice.
 */
export function selectElement({
  options,
  placeholder,
  least = 1,
  most = 1,
  disabled = false,
  label,
  onPick = () => {},
}) {
  const button = h("button", {
    type: "button",
    class: "select",
    role: "combobox",
    "aria-haspopup": "listbox",
    "aria-expanded": "false",
    "aria-label": label ?? placeholder,
    disabled,
  });
  const menu = new SelectMenu(button, { options, placeholder, least, most, onPick });
  button.addEventListener("click", () => menu.toggle());
  button.addEventListener("keydown", (event) => menu.key(event));
  Object.defineProperty(button, "values", { get: () => menu.values });
  return button;
}

class SelectMenu {
  #close = null;
  #active = 0;
  #items = [];

  constructor(button, settings) {
    this.button = button;
    this.settings = settings;
    this.chosen = new Set(settings.options.filter((option) => option.default).map((option) => option.value));
    this.#showChoice();
  }

  get values() {
    return this.settings.options.map((option) => option.value).filter((value) => this.chosen.has(value));
  }

  get #several() {
    return this.settings.most > 1;
  }

  toggle() {
    if (this.#close) this.#close();
    else this.#open();
  }

  key(event) {
    const open = Boolean(this.#close);
    const act = {
      ArrowDown: () => (open ? this.#move(this.#active + 1) : this.#open()),
      ArrowUp: () => (open ? this.#move(this.#active - 1) : this.#open()),
      Home: () => open && this.#move(0),
      End: () => open && this.#move(-1),
      Enter: () => (open ? this.#pick(this.#active) : this.#open()),
      " ": () => (open ? this.#pick(this.#active) : this.#open()),
      Tab: () => open && this.#close(),
    }[event.key];
    if (!act) {
      if (open && event.key.length === 1) this.#moveTo(event.key);
      return;
    }
    if (event.key !== "Tab") event.preventDefault();
    act();
  }

  #open() {
    const { options, placeholder } = this.settings;
    const id = freshId("listbox");
    this.#items = options.map((option, index) => this.#item(option, index));
    const list = h(
      "div",
      { role: "listbox", id, "aria-label": placeholder, "aria-multiselectable": this.#several ? "true" : null },
      this.#items,
    );
    const finish =
      this.#several &&
      h("button", { type: "button", class: "button primary", onclick: () => this.#close() }, say("apply"));
    this.before = this.values.join();
    this.#close = openPopup(this.button, [list, finish], { className: "select-popup", onClose: () => this.#closed() });
    this.button.setAttribute("aria-expanded", "true");
    this.button.setAttribute("aria-controls", id);
    this.#move(
      Math.max(
        0,
        options.findIndex((option) => this.chosen.has(option.value)),
      ),
    );
  }

  #closed() {
    this.#close = null;
    this.button.setAttribute("aria-expanded", "false");
    this.button.removeAttribute("aria-activedescendant");
    this.#showChoice();
    if (this.#several && this.values.join() !== this.before && this.values.length >= this.settings.least) {
      this.settings.onPick(this.values);
    }
  }

  #item(option, index) {
    return h(
      "div",
      {
        role: "option",
        id: freshId("option"),
        "aria-selected": String(this.chosen.has(option.value)),
        onclick: () => this.#pick(index),
        onpointermove: () => this.#move(index, { scroll: false }),
      },
      this.#several && h("span", { class: "tick" }, icon("check")),
      option.emoji?.name && h("span", { class: "emoji" }, option.emoji.name),
      h(
        "span",
        { class: "option-text" },
        h("span", {}, option.label),
        option.description && h("small", {}, option.description),
      ),
    );
  }

  #move(index, { scroll = true } = {}) {
    this.#active = (index + this.#items.length) % this.#items.length;
    this.#items.forEach((item, at) => item.classList.toggle("active", at === this.#active));
    const item = this.#items[this.#active];
    this.button.setAttribute("aria-activedescendant", item.id);
    if (scroll) item.scrollIntoView({ block: "nearest" });
  }

  #moveTo(letter) {
    const { options } = this.settings;
    const fits = (at) => options[at % options.length].label.toLowerCase().startsWith(letter.toLowerCase());
    for (let step = 1; step <= options.length; step += 1) {
      if (fits(this.#active + step)) return this.#move(this.#active + step);
    }
  }

  #pick(index) {
    const { value } = this.settings.options[index];
    if (this.#several) this.#flip(value, index);
    else {
      this.chosen = new Set([value]);
      this.#close();
      this.settings.onPick([value]);
    }
  }

  #flip(value, index) {
    if (this.chosen.has(value)) this.chosen.delete(value);
    else if (this.chosen.size < this.settings.most) this.chosen.add(value);
    this.#items[index].setAttribute("aria-selected", String(this.chosen.has(value)));
  }

  #showChoice() {
    const labels = this.settings.options
      .filter((option) => this.chosen.has(option.value))
      .map((option) => option.label);
    const words = labels.length ? labels.join(", ") : this.settings.placeholder;
    const text = h("span", { class: labels.length ? "chosen" : "placeholder" }, words);
    this.button.replaceChildren(text, icon("chevron"));
  }
}
