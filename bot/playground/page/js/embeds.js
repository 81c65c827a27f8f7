// Discord's rich embeds.

import { colour, h, outward } from "./dom.js";
import { render } from "./markdown.js";

/** One embed; `openLightbox` is called with a list of one picture. */
export function embedNode(embed, context, openLightbox) {
  const [picture, thumbnail] = [embed.image, embed.thumbnail].map((media) => media?.url && { filename: "picture", ...media });
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
