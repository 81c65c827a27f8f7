// Discord's rich embeds.

import { colour, h, outward } from "./dom.js";
import { render } from "./markdown.js";

/**
 * One embed. A picture given as attachment://name is looked up among `attachments`; `openLightbox` is
 * called with a list of one picture.
 */
export function embedNode(embed, attachments, context, openLightbox) {
  const picture = pictureOf(embed.image, attachments);
  const thumbnail = pictureOf(embed.thumbnail, attachments);
  const node = h("article.embed",
    h("div.embed-text",
      embed.author?.name && h("strong", maybeLink(embed.author.name, embed.author.url)),
      embed.title && h("h3", maybeLink(embed.title, embed.url, context)),
      embed.description && h("div.markdown.embed-description", render(embed.description, context)),
      embed.fields?.length > 0 && h("dl", embed.fields.map((field) => fieldNode(field, context)))),
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
  return h("button", { class: `picture ${className}`, "aria-label": `Open picture: ${alt}`,
    click: () => openLightbox([picture], 0) },
  h("img", { src: picture.url, alt, width: picture.width, height: picture.height }));
}

function maybeLink(text, url, context) {
  const children = context ? render(text, context) : [text];
  return url ? outward(url, children) : h("span", children);
}

function fieldNode(field, context) {
  return h("div", { class: field.inline ? "inline" : "" },
    h("dt", render(field.name, context)),
    h("dd.markdown", render(field.value, context)));
}

function footer(embed) {
  const parts = [embed.footer?.text, embed.timestamp && new Date(embed.timestamp).toLocaleString()].filter(Boolean);
  return parts.length > 0 && h("footer", parts.join(" • "));
}
