// Builds elements. Data only ever becomes text nodes and attributes, so whatever people write stays text.

const SVG = "http://www.w3.org/2000/svg";

/** `h("p", {class: "note", onclick: f, hidden: true}, "text", node, [more])`; null, undefined and false are skipped. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) setProperty(element, name, value);
  element.append(...nodes(children));
  return element;
}

function setProperty(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "dataset") Object.assign(element.dataset, value);
  else element.setAttribute(name, value === true ? "" : value);
}

function nodes(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

/** Put `children` in the place of all that is in `element`. */
export function fill(element, ...children) {
  element.replaceChildren(...nodes(children));
  return element;
}

/** A picture from icons.svg; it says nothing by itself, so its button needs a label. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `/page/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

export function iconButton(name, label, onclick, properties = {}) {
  return h(
    "button",
    { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...properties },
    icon(name),
  );
}

export function hiddenText(words) {
  return h("span", { class: "visually-hidden" }, words);
}

/** Have a screen reader say `words` when it is free. */
export function announce(words) {
  document.getElementById("announcer").textContent = words;
}

let lastId = 0;

export function freshId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/** A link that leaves the sandbox; null if `address` is not one that a browser may open. */
export function outsideLink(address, ...children) {
  const url = webAddress(address);
  if (!url) return null;
  return h("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/** `address` as a URL if it is http or https, else null. */
export function webAddress(address) {
  try {
    const url = new URL(address);
    return ["http:", "https:"].includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/** The path of an address on this very server, null for every other: the page loads nothing from outside. */
export function ownAddress(address) {
  const url = webAddress(address);
  const local = ["localhost", "127.0.0.1", "[::1]", "0.0.0.0", location.hostname];
  if (!url || url.port !== location.port || !local.includes(url.hostname)) return null;
  return url.pathname + url.search;
}
