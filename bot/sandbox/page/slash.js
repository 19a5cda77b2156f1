// A slash command being filled in: its name, and a field for each of its options.

import { channelOptions, roleOptions, userOptions } from "./components.js";
import { callData, plain } from "./commands.js";
import { fill, h, icon } from "./dom.js";
import { say } from "./words.js";

const INTEGER = 4,
  BOOLEAN = 5,
  USER = 6,
  CHANNEL = 7,
  ROLE = 8,
  MENTIONABLE = 9,
  NUMBER = 10;
const MOST_SUGGESTIONS = 25;
const SHOWN_AT_FIRST = 4;
const TYPING_PAUSE_MS = 120;

export class CommandLine {
  #fields = [];
  #asked = 0;
  #timer = null;

  /** `on` holds {leave(), send()}; `rest` is text typed after the name, for the first option. */
  constructor(entry, channel, { app, completion, on, rest = "" }) {
    Object.assign(this, { entry, channel, app, completion, on });
    this.about = h("p", { class: "command-about" }, entry.description);
    this.element = h("div", {
      class: "command-line",
      role: "group",
      "aria-label": `/${entry.shownName}: ${entry.description}`,
    });
    this.#fields = entry.options.map((option) => this.#field(option));
    if (rest && this.#fields.length) this.#fields[0].input.value = rest;
    this.#show(Math.max(SHOWN_AT_FIRST, entry.options.filter((option) => option.required).length));
    this.element.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Put the focus where something is to be typed; false if the command has no options. */
  focus() {
    this.#fields[0]?.input.focus();
    return this.#fields.length > 0;
  }

  /** Nothing more is to be suggested. */
  hush() {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }

  /** The data to send, or {problem, field} if something is missing or makes no sense. */
  read() {
    const values = [];
    for (const field of this.#fields) {
      const typed = field.input.value.trim();
      if (!typed && !field.option.required) continue;
      const value = typed ? this.#valueOf(field, typed) : undefined;
      if (value === undefined) return { problem: this.#problem(field, typed), field: field.input };
      values.push({ name: field.option.name, type: field.option.type, value });
    }
    return { data: callData(this.entry, values) };
  }

  #problem({ option }, typed) {
    if (!typed) return say("option_missing", { option: option.shownName });
    const number = [INTEGER, NUMBER].includes(option.type);
    return number ? say("option_number", { option: option.shownName }) : `${option.shownName}: ${say("no_choice")}`;
  }

  #valueOf({ option, picked }, typed) {
    if (picked?.label === typed) return picked.value;
    const offered = this.#fixedSuggestions(option);
    if (offered) return offered.find((each) => plain(each.label) === plain(typed))?.value;
    if (option.type === INTEGER) return /^[-+]?\d+$/.test(typed) ? finite(typed) : undefined;
    return option.type === NUMBER ? finite(typed.replace(",", ".")) : typed;
  }

  #show(count) {
    const name = h(
      "button",
      {
        type: "button",
        class: "command-name",
        "aria-label": say("leave_command", { command: this.entry.shownName }),
        onclick: () => this.on.leave(),
      },
      `/${this.entry.shownName}`,
      icon("close"),
    );
    const hidden = this.#fields.length - count;
    const more = h(
      "button",
      { type: "button", class: "text-button", onclick: () => this.#showMore(count) },
      say("more_options", { count: hidden }),
    );
    fill(
      this.element,
      name,
      this.#fields.slice(0, count).map((field) => field.element),
      hidden > 0 && more,
    );
  }

  #showMore(count) {
    this.#show(Infinity);
    this.#fields[count].input.focus();
  }

  #field(option) {
    const need = say(option.required ? "option_required" : "option_optional");
    const completes = option.autocomplete || this.#fixedSuggestions(option);
    const input = h("input", {
      type: "text",
      autocomplete: "off",
      spellcheck: "false",
      enterkeyhint: "send",
      size: "8",
      "aria-label": `${option.shownName}, ${need}. ${option.about}`,
      placeholder: need,
      maxlength: option.max_length,
      inputmode: [INTEGER, NUMBER].includes(option.type) ? "decimal" : null,
      ...(completes
        ? { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-haspopup": "listbox" }
        : {}),
    });
    const field = { option, input, picked: null };
    field.element = h(
      "label",
      { class: "command-option" },
      h("span", { "aria-hidden": "true" }, option.shownName),
      input,
    );
    input.addEventListener("focus", () => this.#enter(field));
    input.addEventListener("blur", () => this.completion.close());
    input.addEventListener("input", () => this.#suggest(field));
    return field;
  }

  #enter(field) {
    fill(this.about, h("b", {}, field.option.shownName), " ", field.option.about);
    this.#suggest(field);
  }

  // Suggestions

  #fixedSuggestions(option) {
    const where = { app: this.app };
    if (option.choices.length)
      return option.choices.map((choice) => ({ label: choice.shownName, value: choice.value }));
    return {
      [BOOLEAN]: () => [
        { label: say("yes"), value: true },
        { label: say("no"), value: false },
      ],
      [USER]: () => userOptions(where),
      [CHANNEL]: () => channelOptions(where),
      [ROLE]: () => roleOptions(where),
      [MENTIONABLE]: () => [...userOptions(where), ...roleOptions(where)],
    }[option.type]?.();
  }

  #suggest(field) {
    const typed = field.input.value.trim();
    const fixed = this.#fixedSuggestions(field.option);
    this.hush();
    if (fixed)
      this.#offer(
        field,
        fixed.filter((each) => plain(each.label).includes(plain(typed))),
      );
    else if (field.option.autocomplete) this.#timer = setTimeout(() => this.#ask(field), TYPING_PAUSE_MS);
    else this.completion.close();
  }

  async #ask(field) {
    const question = (this.#asked += 1);
    if (!this.completion.isOpen) this.completion.wait(field.input, this.#label(field));
    const others = this.#fields.filter((each) => each !== field && each.input.value.trim());
    const values = others.map((each) => ({
      name: each.option.name,
      type: each.option.type,
      value: this.#valueOf(each, each.input.value.trim()),
    }));
    values.push({ name: field.option.name, type: field.option.type, value: field.input.value.trim(), focused: true });
    const choices = await this.app.interactions.complete(
      this.channel,
      this.entry.command.application_id,
      callData(this.entry, values),
    );
    if (question !== this.#asked || document.activeElement !== field.input) return;
    this.#offer(
      field,
      choices.map((choice) => ({ label: choice.name, value: choice.value })),
    );
  }

  #offer(field, suggestions) {
    const shown = suggestions.slice(0, MOST_SUGGESTIONS);
    const items = shown.map(({ label }) => ({ primary: label }));
    const eager = field.input.value.trim() !== "";
    this.completion.show(field.input, items, {
      label: this.#label(field),
      eager,
      onPick: (index) => this.#take(field, shown[index]),
    });
  }

  #label(field) {
    return say("choice_list", { option: field.option.shownName });
  }

  #take(field, suggestion) {
    field.picked = suggestion;
    field.input.value = suggestion.label;
    this.hush();
    this.completion.close();
    const next = this.#fields.find((each) => each.option.required && !each.input.value.trim());
    (next ?? field).input.focus();
  }

  // Keys

  #key(event) {
    if (this.completion.key(event)) {
      if (event.key === "Escape") this.hush();
      return;
    }
    const atStart = event.target === this.#fields[0]?.input && event.target.value === "";
    if (event.key === "Escape" || (event.key === "Backspace" && atStart)) {
      event.preventDefault();
      this.on.leave();
    } else if (event.key === "Enter" && event.target.matches("input") && !event.isComposing) {
      event.preventDefault();
      this.on.send();
    }
  }
}

/** The number that `typed` is, undefined if it is none. */
function finite(typed) {
  const number = Number(typed);
  return Number.isFinite(number) ? number : undefined;
}
