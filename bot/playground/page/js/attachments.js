// The files of a message: pictures in a grid that keep their elements between updates, films, and file cards.

import { decor, h, patchKeyed, setAttribute } from "./dom.js";

const LARGEST_WIDTH = 550;
const LARGEST_HEIGHT = 420;
const SPOILER_PREFIX = "SPOILER_";

/** The area for a message's attachments; update(attachments) patches it. `openLightbox(images, index)`. */
export function attachmentArea(openLightbox) {
  const pictures = h("div.pictures");
  const files = h("div.files");
  const pictureViews = new Map();
  const fileViews = new Map();
  let shown = [];

  const update = (attachments) => {
    shown = attachments.filter(isPicture);
    const others = attachments.filter((attachment) => !isPicture(attachment));
    pictures.dataset.count = String(Math.min(shown.length, 5));
    pictures.hidden = shown.length === 0;
    files.hidden = others.length === 0;
    const places = shown.map((attachment, index) => ({ attachment, index, alone: shown.length === 1 }));
    // Keyed by place, not by id: a progress picture turns into the next one without an empty frame between.
    patchKeyed(pictures, pictureViews, places, (place) => place.index, (place) =>
      pictureView(place, () => openLightbox(shown, place.index)));
    patchKeyed(files, fileViews, others, (other) => other.id, fileView);
  };
  return { node: h("div.attachments", pictures, files), update };
}

function isPicture(attachment) {
  return (attachment.content_type ?? "").startsWith("image/") || /\.(png|jpe?g|webp|gif)$/i.test(attachment.filename);
}

function pictureView(place, open) {
  const image = h("img", { decoding: "async", draggable: "false" });
  const cover = h("span.spoiler-cover", { hidden: true }, "SPOILER");
  const press = () => {
    if (cover.hidden) open();
    cover.hidden = true;
    node.classList.replace("covered", "uncovered");
  };
  const node = h("button.picture", { click: press }, image, cover);
  let url = "";
  const update = ({ attachment, alone }) => {
    describe(node, image, attachment);
    fit(node, attachment, alone);
    if (attachment.url === url) return;
    const first = url === "";
    url = attachment.url;
    cover.hidden = !attachment.filename.startsWith(SPOILER_PREFIX) || node.classList.contains("uncovered");
    node.classList.toggle("covered", !cover.hidden);
    if (first) image.src = url;
    else swapWhenReady(image, url, () => url === attachment.url);
  };
  return { node, update };
}

/** Shows the new picture only once it is decoded, so that the old one stays until then. */
function swapWhenReady(image, url, stillWanted) {
  const next = new Image();
  next.src = url;
  const swap = () => stillWanted() && image.setAttribute("src", url);
  next.decode().then(swap, swap);
}

function describe(node, image, attachment) {
  const alt = attachment.description || attachment.filename;
  setAttribute(image, "alt", alt);
  setAttribute(node, "aria-label", `Open picture: ${alt}`);
  setAttribute(node, "title", attachment.description);
}

/** Reserves the room of a lone picture before it has loaded, so that nothing jumps. */
function fit(node, { width, height }, alone) {
  if (!alone || !width || !height) {
    node.removeAttribute("style");
    return;
  }
  const scale = Math.min(1, LARGEST_WIDTH / width, LARGEST_HEIGHT / height);
  Object.assign(node.style, { width: `${Math.round(width * scale)}px`, aspectRatio: `${width} / ${height}` });
}

function fileView(attachment) {
  const isFilm = attachment.content_type?.startsWith("video/");
  return { node: isFilm ? film(attachment) : card(attachment), update: () => {} };
}

function film(attachment) {
  const { url, width, height, description, filename } = attachment;
  return h("video.film", { src: url, width, height, controls: true, playsinline: true, preload: "metadata", "aria-label": description || filename });
}

function card(attachment) {
  return h("a.file-card.line", { href: attachment.url, download: attachment.filename },
    decor("file-icon", "📄"),
    h("span.file-text",
      h("span.cut", attachment.filename),
      h("small", readableSize(attachment.size ?? 0))));
}

/** Bytes as Discord writes them. */
function readableSize(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 ** 2).toFixed(2)} MB`;
}
