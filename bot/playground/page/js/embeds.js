// Discord's rich embeds.

import { colour, h } from "./dom.js";
import { render } from "./markdown.js";

/**
 * One embed. A picture given as attachment://name is looked up among `attachments`; `openLightbox` is
 * called with a list of one picture.
 */
export function embedNode(embed, attachments, context, openLightbox) {
  const picture = pictureOf(embed.image, attachments);
  const thumbnail = pictureOf(embed.thumbnail, attachments);
  const node = h("article", { class: "embed" },
    h("div", { class: "embed-text" },
      embed.author?.name && h("div", { class: "embed-author" }, maybeLink(embed.author.name, embed.author.url)),
      embed.title && h("h3", { class: "embed-title" }, maybeLink(embed.title, embed.url, context)),
      embed.description && h("div", { class: "markdown embed-description" }, render(embed.description, context)),
      embed.fields?.length > 0 && h("dl", { class: "embed-fields" }, embed.fields.map((field) => fieldNode(field, context)))),
    thumbnail && pictureButton(thumbnail, "embed-thumbnail", openLightbox),
    picture && pictureButton(picture, "embed-image", openLightbox),
    footer(embed));
  if (embed.color !== null && embed.color !== undefined) node.style.borderInlineStartColor = colour(embed.color);
  return node;
}

/** The names of the attachments that embeds show, which the message must not show a second time. */
export function namesUsedByEmbeds(embeds) {
  return new Set(embeds.flatMap((embed) => [embed.image?.url, embed.thumbnail?.url])
    .filter((url) => url?.startsWith("attachment://"))
    .map((url) => url.slice("attachment://".length)));
}

function pictureOf(media, attachments) {
  if (!media?.url) return null;
  if (!media.url.startsWith("attachment://")) return { url: media.url, filename: "picture", description: media.description };
  return attachments.find((attachment) => `attachment://${attachment.filename}` === media.url) ?? null;
}

function pictureButton(picture, className, openLightbox) {
  const alt = picture.description || picture.filename;
  return h("button", { type: "button", class: `picture ${className}`, "aria-label": `Open picture: ${alt}`,
    on: { click: () => openLightbox([picture], 0) } },
  h("img", { src: picture.url, alt, width: picture.width, height: picture.height }));
}

function maybeLink(text, url, context) {
  const children = context ? render(text, context) : [text];
  return url ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, children) : h("span", {}, children);
}

function fieldNode(field, context) {
  return h("div", { class: field.inline ? "embed-field inline" : "embed-field" },
    h("dt", {}, render(field.name, context)),
    h("dd", { class: "markdown" }, render(field.value, context)));
}

function footer(embed) {
  const parts = [embed.footer?.text, embed.timestamp && new Date(embed.timestamp).toLocaleString()].filter(Boolean);
  return parts.length > 0 && h("footer", { class: "embed-footer", text: parts.join(" • ") });
}
