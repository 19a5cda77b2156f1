// What a bot puts under, or instead of, its text: buttons, menus, containers and their parts.

import { h, icon, outsideLink, ownAddress } from "./dom.js";
import { attachmentElement, cssColour, picture } from "./embeds.js";
import { markdown } from "./markdown.js";
import { openModal } from "./modal.js";
import { selectElement } from "./select.js";
import { say } from "./words.js";

const BUTTON_STYLES = ["", "primary", "secondary", "success", "danger", "link", "premium"];
const LINK = 5;

/** `where` is {message, channel, app, report}; `report(words)` shows a failure under the message, null clears it. */
export function componentElements(components, where) {
  return components.map((component) => componentElement(component, where));
}

function componentElement(component, where) {
  return BUILDERS[component.type]?.(component, where) ?? null;
}

const BUILDERS = {
  1: (row, where) => h("div", { class: "action-row" }, componentElements(row.components, where)),
  2: buttonElement,
  3: (select, where) => menuElement(select, select.options, where),
  5: (select, where) => menuElement(select, userOptions(where), where),
  6: (select, where) => menuElement(select, roleOptions(where), where),
  7: (select, where) => menuElement(select, [...userOptions(where), ...roleOptions(where)], where),
  8: (select, where) => menuElement(select, channelOptions(where), where),
  9: section,
  10: ({ content }, { app }) => h("div", { class: "prose" }, markdown(content, app)),
  11: ({ media, description }) => picture({ url: media.url, description }, "embed-thumbnail"),
  12: ({ items }) =>
    h(
      "div",
      { class: "gallery" },
      items.map(({ media, description }) => picture({ url: media.url, description }, "embed-image")),
    ),
  13: fileElement,
  14: ({ divider = true, spacing = 1 }) =>
    h("div", { class: `separator spacing-${spacing}${divider ? " divided" : ""}`, role: divider ? "separator" : null }),
  17: container,
};

function section({ components, accessory }, where) {
  const text = h("div", { class: "section-text" }, componentElements(components, where));
  return h("div", { class: "section" }, text, accessory && componentElement(accessory, where));
}

function container(component, where) {
  const element = h("div", { class: "container" }, componentElements(component.components, where));
  const colour = component.accent_color;
  if (colour !== null && colour !== undefined) element.style.setProperty("--stripe", cssColour(colour));
  return element;
}

function fileElement({ file, name, size }) {
  const path = ownAddress(file.url) ?? file.url;
  return attachmentElement({
    url: file.url,
    filename: name ?? decodeURIComponent(path.split("/").at(-1)),
    size: size ?? 0,
  });
}

// Buttons

function buttonElement(button, where) {
  const words = [
    button.emoji?.name && h("span", { class: "emoji", "aria-hidden": button.label ? "true" : null }, button.emoji.name),
    button.label && h("span", {}, button.label),
  ];
  const style = BUTTON_STYLES[button.style] ?? "secondary";
  if (button.style === LINK) return linkButton(button, words);
  const element = h("button", { type: "button", class: `button ${style}`, disabled: button.disabled }, words);
  element.addEventListener("click", () => use(element, { component_type: 2, custom_id: button.custom_id }, where));
  return element;
}

function linkButton(button, words) {
  const link = outsideLink(button.url, words, icon("external"));
  if (!link || button.disabled) return h("button", { type: "button", class: "button link", disabled: true }, words);
  link.className = "button link";
  return link;
}

// Menus

function menuElement(component, options, where) {
  const most = component.max_values ?? 1;
  const defaults = new Set((component.default_values ?? []).map((each) => each.id));
  const element = selectElement({
    options: options.map((option) => ({ ...option, default: option.default || defaults.has(option.value) })),
    placeholder: component.placeholder ?? (most > 1 ? say("choose_some", { count: most }) : say("choose")),
    least: component.min_values ?? 1,
    most,
    disabled: component.disabled,
    onPick: (values) => use(element, { component_type: component.type, custom_id: component.custom_id, values }, where),
  });
  return element;
}

export function userOptions({ app: { state } }) {
  return [...state.members.values()].map(({ user }) => ({ value: user.id, label: state.nameOf(user) }));
}

export function roleOptions({ app: { state } }) {
  const named = [...state.roles.values()].filter((role) => role.id !== state.guild.id);
  return named.map((role) => ({ value: role.id, label: `@${role.name}` }));
}

export function channelOptions({ app: { state } }) {
  return state.channelList.map((channel) => ({ value: channel.id, label: `#${channel.name}` }));
}

// Both

async function use(element, data, { message, channel, app, report }) {
  if (element.getAttribute("aria-busy") === "true") return;
  report(null);
  element.setAttribute("aria-busy", "true");
  const outcome = await app.interactions.component(channel, message, data);
  element.removeAttribute("aria-busy");
  if (outcome.kind === "failure") report(outcome.reason);
  if (outcome.kind === "modal") openModal(outcome.modal, channel, app);
}
