// A form that the bot opens: text inputs, menus, boxes to tick.

import { fill, freshId, h } from "./dom.js";
import { channelOptions, roleOptions, userOptions } from "./components.js";
import { markdown } from "./markdown.js";
import { openDialog } from "./popup.js";
import { selectElement } from "./select.js";
import { say } from "./words.js";

const ROW = 1,
  TEXT_DISPLAY = 10,
  LABEL = 18;
const PARAGRAPH = 2;

export function openModal(modal, channel, app) {
  const fields = [];
  const parts = modal.components.map((part) => partElement(part, fields, app));
  const failure = h("p", { class: "failure", role: "alert" });
  const submit = h("button", { type: "submit", class: "button primary" }, say("submit"));
  const form = h(
    "form",
    { class: "modal-form", novalidate: true },
    h("h2", {}, modal.title),
    h("div", { class: "modal-fields" }, parts),
    failure,
    h(
      "div",
      { class: "dialog-actions" },
      h("button", { type: "button", class: "button quiet", onclick: () => dialog.close() }, say("cancel")),
      submit,
    ),
  );
  const dialog = openDialog(modal.title, form, { className: "modal" });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = fields.find((field) => field.problem());
    fill(failure, wrong?.problem());
    if (wrong) return wrong.focus();
    submit.setAttribute("aria-busy", "true");
    const outcome = await app.interactions.submit(
      channel,
      modal,
      modal.components.map((part) => filled(part, fields)),
    );
    submit.removeAttribute("aria-busy");
    if (outcome.kind === "failure") fill(failure, outcome.reason);
    else dialog.close();
  });
  (form.querySelector("input, textarea, .select") ?? submit).focus();
}

// Building

function partElement(part, fields, app) {
  if (part.type === TEXT_DISPLAY) return h("div", { class: "prose" }, markdown(part.content, app));
  const inputs = part.type === LABEL ? [part.component] : part.type === ROW ? part.components : [part];
  return inputs.map((input) => fieldElement(input, part.type === LABEL ? part : input, fields, app));
}

function fieldElement(input, { label, description }, fields, app) {
  const id = freshId("field");
  const field = makeField(input, { id, label, app });
  if (!field) return null;
  fields.push({ ...field, customId: input.custom_id });
  const required = (input.required ?? true) && input.type !== 23;
  const name = h(
    "label",
    { for: id },
    label,
    required && h("span", { class: "required", title: say("field_required") }, " *"),
  );
  return h("div", { class: "field" }, name, description && h("small", {}, description), field.element);
}

function makeField(input, settings) {
  if (input.type === 4) return textField(input, settings);
  if ([3, 5, 6, 7, 8].includes(input.type)) return menuField(input, settings);
  if ([21, 22].includes(input.type)) return groupField(input, settings);
  return input.type === 23 ? tickField(input, settings) : null;
}

function textField(input, { id, label }) {
  const tag = input.style === PARAGRAPH ? "textarea" : "input";
  const required = input.required ?? true;
  const element = h(tag, {
    id,
    placeholder: input.placeholder,
    maxlength: input.max_length ?? 4000,
    rows: tag === "textarea" ? 4 : null,
    autocomplete: "off",
    "aria-required": String(required),
  });
  element.value = input.value ?? "";
  const problem = () => {
    const { length } = element.value;
    if (required && !length) return say("option_missing", { option: label });
    return length && length < (input.min_length ?? 0) ? `${label}: ≥ ${input.min_length}` : null;
  };
  return { element, problem, focus: () => element.focus(), read: () => ({ value: element.value }) };
}

function menuField(input, { id, label, app }) {
  const where = { app };
  const options = {
    3: () => input.options,
    5: () => userOptions(where),
    6: () => roleOptions(where),
    8: () => channelOptions(where),
    7: () => [...userOptions(where), ...roleOptions(where)],
  }[input.type]();
  const least = (input.required ?? true) ? (input.min_values ?? 1) : 0;
  const element = selectElement({
    options,
    label,
    least,
    most: input.max_values ?? 1,
    disabled: input.disabled,
    placeholder: input.placeholder ?? say("choose"),
  });
  element.id = id;
  const problem = () => (element.values.length < least ? say("option_missing", { option: label }) : null);
  return { element, problem, focus: () => element.focus(), read: () => ({ values: element.values }) };
}

/** Radio buttons or several boxes to tick. */
function groupField(input, { id, label }) {
  const radio = input.type === 21;
  const boxes = input.options.map((option) => {
    const box = h("input", {
      type: radio ? "radio" : "checkbox",
      name: id,
      value: option.value,
      checked: option.default,
    });
    return h(
      "label",
      { class: "tick-line" },
      box,
      h("span", {}, option.label, option.description && h("small", {}, option.description)),
    );
  });
  const element = h("div", { id, role: radio ? "radiogroup" : "group", "aria-label": label, class: "ticks" }, boxes);
  const values = () => [...element.querySelectorAll(":checked")].map((box) => box.value);
  const problem = () =>
    (input.required ?? true) && !values().length ? say("option_missing", { option: label }) : null;
  const read = () => (radio ? { value: values()[0] ?? null } : { values: values() });
  return { element, problem, focus: () => boxes[0].querySelector("input").focus(), read };
}

function tickField(input, { id }) {
  const element = h("input", { id, type: "checkbox", checked: input.default, class: "single-tick" });
  return { element, problem: () => null, focus: () => element.focus(), read: () => ({ value: element.checked }) };
}

// Reading

function filled(part, fields) {
  const read = (input) => {
    const field = fields.find((each) => each.customId === input.custom_id);
    return { type: input.type, custom_id: input.custom_id, ...field?.read() };
  };
  if (part.type === ROW) return { type: ROW, components: part.components.map(read) };
  return part.type === LABEL ? { type: LABEL, component: read(part.component) } : { type: part.type };
}
