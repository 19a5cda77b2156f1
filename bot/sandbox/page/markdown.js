// Discord's markdown to nodes. Nothing that people write is ever read as HTML.

import { h, outsideLink } from "./dom.js";
import { timeElement } from "./clock.js";
import { say } from "./words.js";

const LATEST_MOMENT = 8.64e12; // seconds; no later date exists in a browser

/** The nodes of `text`: blocks and inline marks alike. */
export function markdown(text, app) {
  return blocks(text, BLOCKS, app);
}

/** The nodes of `text` with inline marks only, for titles and labels. */
export function inlineMarkdown(text, app) {
  return inline(text, app);
}

// Blocks

const LIST_ITEM = /^( *)([-*]|\d{1,3}\.) +(\S.*)$/;

const UNQUOTED = [
  [/^```(?:([\w+#-]+)\n)?\n*([\s\S]+?)\n*```\n?/, ([, , code]) => h("pre", {}, h("code", {}, code))],
  [/^(#{1,3}) +(\S.*)(?:\n|$)/, ([, marks, words], app) => heading(marks.length, words, app)],
  [/^-# +(\S.*)(?:\n|$)/, ([, words], app) => h("small", { class: "subtext" }, inline(words, app))],
  [/^(?: *(?:[-*]|\d{1,3}\.) +\S.*(?:\n|$))+/, ([lines], app) => list(lines.trimEnd().split("\n"), app)],
];

const BLOCKS = [
  [/^>>> ([\s\S]+)/, ([, quoted], app) => quote(quoted, app)],
  [/^(?:> .*(?:\n|$))+/, ([lines], app) => quote(lines.replace(/^> /gm, "").trimEnd(), app)],
  ...UNQUOTED,
];

function blocks(text, kinds, app) {
  const nodes = [];
  let rest = text;
  while (rest) {
    const [node, length] = readBlock(rest, kinds, app);
    nodes.push(node);
    rest = rest.slice(length);
  }
  return nodes.flat();
}

function readBlock(text, kinds, app) {
  for (const [pattern, build] of kinds) {
    const match = pattern.exec(text);
    if (match) return [build(match, app), match[0].length];
  }
  const line = paragraph(text, kinds);
  return [inline(line, app), line.length];
}

/** The text up to where the next block begins, at least one character. */
function paragraph(text, kinds) {
  const fence = /```[\s\S]+?```/.exec(text)?.index ?? Infinity;
  let end = 0;
  do {
    const newline = text.indexOf("\n", end);
    end = newline < 0 ? text.length : newline + 1;
  } while (end < text.length && end < fence && !startsBlock(text.slice(end), kinds));
  return text.slice(0, Math.min(end, fence || end));
}

function startsBlock(text, kinds) {
  return kinds.some(([pattern]) => pattern.test(text));
}

/** A quotation holds no other, as in Discord. */
function quote(quoted, app) {
  return h("blockquote", {}, blocks(quoted, UNQUOTED, app));
}

/** Below the page's own headings, so that a screen reader's list of headings stays true. */
function heading(level, words, app) {
  return h("div", { class: `heading heading-${level}`, role: "heading", "aria-level": level + 3 }, inline(words, app));
}

function list(lines, app) {
  const items = lines
    .map((line) => LIST_ITEM.exec(line))
    .map(([, indent, mark, words]) => ({ depth: indent.length, mark, words }));
  return lists(items, app);
}

/** One list, or several where bullets and numbers follow each other. */
function lists(items, app) {
  const found = [];
  let rest = items;
  while (rest.length) {
    const [item, ...later] = rest;
    const end = later.findIndex((each) => each.depth <= item.depth);
    const nested = end < 0 ? later : later.slice(0, end);
    const ordered = /\d/.test(item.mark);
    if (found.at(-1)?.tagName !== (ordered ? "OL" : "UL"))
      found.push(ordered ? h("ol", { start: parseInt(item.mark, 10) }) : h("ul"));
    found.at(-1).append(h("li", {}, inline(item.words, app), lists(nested, app)));
    rest = later.slice(nested.length);
  }
  return found;
}

// Inline marks

const wrap =
  (tag) =>
  ([, inner], app) =>
    h(tag, {}, inline(inner, app));

const INLINE = [
  [/\\([^\p{L}\p{N}\s])/uy, ([, mark]) => mark],
  [/(`+)([^`]|[^`][\s\S]*?[^`])\1(?!`)/y, ([, , code]) => h("code", {}, code.trim() || code)],
  [
    /<t:(-?\d{1,17})(?::([tTdDfFsSR]))?>/y,
    ([all, seconds, style], app) => timestamp(all, Number(seconds), style ?? "f", app),
  ],
  [/<@!?(\d+)>/y, ([, id], app) => userMention(id, app)],
  [/<#(\d+)>/y, ([, id], app) => channelMention(id, app)],
  [/<@&(\d+)>/y, ([, id], app) => roleMention(id, app)],
  [/@(?:everyone|here)\b/y, ([word]) => h("span", { class: "mention" }, word)],
  [/<\/([-\w\p{L} ]{1,100}):\d+>/uy, ([, name]) => h("span", { class: "mention" }, `/${name}`)],
  [/<a?:(\w+):\d+>/y, ([, name]) => `:${name}:`],
  [/<(https?:\/\/[^\s<>]+)>/y, ([all, address]) => outsideLink(address, address) ?? all],
  [/\[((?:\\.|\[[^[\]]*\]|[^[\]\\])+)\]\(<?(https?:\/\/(?:\([^\s()]*\)|[^\s()<>])+)>?(?: +"([^"]*)")?\)/y, maskedLink],
  [/https?:\/\/[^\s<>]+/y, bareLink],
  [/\|\|([\s\S]+?)\|\|/y, spoiler],
  [/\*\*\*((?:\\[\s\S]|[^\\])+?)\*\*\*(?!\*)/y, ([, inner], app) => h("strong", {}, h("em", {}, inline(inner, app)))],
  [/\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/y, wrap("strong")],
  [/__((?:\\[\s\S]|[^\\])+?)__(?!_)/y, wrap("u")],
  [/\*(?!\s)((?:\\[\s\S]|\*\*(?:\\[\s\S]|[^\\*])+\*\*|[^*\\])+)\*(?!\*)/y, wrap("em")],
  [/(?<!\w)_((?:\\[\s\S]|__(?:\\[\s\S]|[^\\_])+__|[^_\\])+)_(?!\w)/y, wrap("em")],
  [/~~((?:\\[\s\S]|[^\\])+?)~~/y, wrap("s")],
];

const PLAIN = /[^\\`<@[h|*_~]+/y; // nothing that could begin a mark

function inline(text, app) {
  const nodes = [];
  let at = 0;
  while (at < text.length) {
    const [node, length] = readInline(text, at, app);
    if (typeof node === "string" && typeof nodes.at(-1) === "string") nodes[nodes.length - 1] += node;
    else nodes.push(node);
    at += length;
  }
  return nodes;
}

function readInline(text, at, app) {
  const plain = matchAt(PLAIN, text, at);
  if (plain) return [plain[0], plain[0].length];
  for (const [pattern, build] of INLINE) {
    const match = matchAt(pattern, text, at);
    if (!match) continue;
    const built = build(match, app);
    if (!Array.isArray(built)) return [built, match[0].length];
    return built;
  }
  return [text[at], 1];
}

function matchAt(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function timestamp(all, seconds, style, app) {
  return Math.abs(seconds) > LATEST_MOMENT ? all : timeElement(app, seconds * 1000, style);
}

function userMention(id, app) {
  const user = app.state.users.get(id);
  const mine = id === app.state.personId ? " mention-me" : "";
  return h("span", { class: `mention${mine}` }, user ? `@${app.state.nameOf(user)}` : say("unknown_user"));
}

function channelMention(id, app) {
  const channel = app.state.channels.get(id);
  if (!channel) return h("span", { class: "mention" }, say("unknown_channel"));
  return h(
    "button",
    { type: "button", class: "mention", onclick: () => app.openChannel(id) },
    app.state.nameOfChannel(channel),
  );
}

function roleMention(id, app) {
  const role = app.state.roles.get(id);
  return h("span", { class: "mention" }, role ? `@${role.name}` : say("unknown_role"));
}

function maskedLink([all, words, address, title], app) {
  const link = outsideLink(address, inline(words, app));
  if (link && title) link.title = title;
  return link ?? all;
}

/** A bare address ends before the punctuation of its sentence, and before a bracket that it did not open. */
function bareLink([all]) {
  let address = all.replace(/[.,:;"'!?*_~|\]]+$/, "");
  while (address.endsWith(")") && address.split(")").length > address.split("(").length) {
    address = address.slice(0, -1).replace(/[.,:;"'!?]+$/, "");
  }
  return [outsideLink(address, address) ?? address, address.length];
}

function spoiler([, hidden], app) {
  const inner = h("span", { "aria-hidden": "true", inert: true }, inline(hidden, app));
  const cover = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": say("spoiler") }, inner);
  const reveal = (event) => {
    if (event.type === "keydown" && ![" ", "Enter"].includes(event.key)) return;
    event.preventDefault();
    cover.classList.add("revealed");
    for (const name of ["role", "tabindex", "aria-label"]) cover.removeAttribute(name);
    for (const name of ["aria-hidden", "inert"]) inner.removeAttribute(name);
    cover.removeEventListener("click", reveal);
    cover.removeEventListener("keydown", reveal);
  };
  cover.addEventListener("click", reveal);
  cover.addEventListener("keydown", reveal);
  return cover;
}
