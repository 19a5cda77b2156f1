// Embeds, attachments and pictures. A picture from another server is not loaded but linked to.

import { h, icon, outsideLink, ownAddress, webAddress } from "./dom.js";
import { inlineMarkdown, markdown } from "./markdown.js";
import { inStyle } from "./times.js";
import { say } from "./words.js";

export function embedElement(embed, app) {
  const thumbnail = embed.thumbnail && picture(embed.thumbnail, "embed-thumbnail");
  const element = h(
    "div",
    { class: "embed" },
    h("div", { class: "embed-text" }, ...embedText(embed, app)),
    thumbnail,
    embed.image && picture(embed.image, "embed-image"),
    footer(embed, app),
  );
  if (embed.color !== null && embed.color !== undefined) element.style.setProperty("--stripe", cssColour(embed.color));
  return element;
}

export function cssColour(number) {
  return `#${number.toString(16).padStart(6, "0")}`;
}

function embedText(embed, app) {
  return [
    embed.author?.name && h("div", { class: "embed-author" }, linked(embed.author.url, [embed.author.name])),
    embed.title && h("div", { class: "embed-title" }, linked(embed.url, inlineMarkdown(embed.title, app))),
    embed.description && h("div", { class: "embed-description prose" }, markdown(embed.description, app)),
    embed.fields?.length &&
      h(
        "dl",
        { class: "embed-fields" },
        embed.fields.map((field) => fieldElement(field, app)),
      ),
  ];
}

function linked(address, words) {
  return (address && outsideLink(address, words)) || words;
}

function fieldElement(field, app) {
  const name = h("dt", {}, inlineMarkdown(field.name, app));
  const value = h("dd", { class: "prose" }, markdown(field.value, app));
  return h("div", { class: field.inline ? "embed-field inline" : "embed-field" }, name, value);
}

function footer(embed, app) {
  const moment = embed.timestamp && inStyle(Date.parse(embed.timestamp), "f", app.reader);
  const parts = [embed.footer?.text, moment].filter(Boolean);
  return parts.length ? h("div", { class: "embed-footer" }, parts.join(" • ")) : null;
}

/** An image of the sandbox's own, or a link to one elsewhere. */
export function picture({ url, description }, className) {
  const own = ownAddress(url);
  if (own) return h("img", { class: className, src: own, alt: description ?? "", loading: "lazy" });
  const host = webAddress(url)?.host;
  if (!host) return null;
  const words = description || say("image_outside", { host });
  return h("div", { class: "picture-link" }, outsideLink(url, icon("external"), words));
}

export function attachmentElement(attachment) {
  const own = ownAddress(attachment.url);
  if (own && attachment.content_type?.startsWith("image/")) {
    const media = { url: attachment.url, description: attachment.description ?? attachment.filename };
    return h(
      "a",
      { class: "attachment", href: own, target: "_blank", rel: "noopener" },
      picture(media, "attachment-image"),
    );
  }
  const size = h("span", { class: "muted" }, ` ${sizeInWords(attachment.size)}`);
  const name = own ? h("a", { href: own, download: attachment.filename }, attachment.filename) : attachment.filename;
  return h("div", { class: "attachment file" }, icon("file"), name, size);
}

function sizeInWords(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 ** 2 ? `${Math.round(bytes / 1024)} KiB` : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
