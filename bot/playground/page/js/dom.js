// Building and patching DOM nodes. Text always goes in as text: nothing here parses HTML.

import { icon } from "./icons.js";

/**
 * An element: h("span.name.other", { title: "…" }, "text", node). Props may be left out; they are attributes, except
 * `class` (further classes), `data` (dataset) and functions (listeners). Children that are null, undefined or false
 * are left out.
 */
export function h(selector, ...children) {
  const [tag, ...classes] = selector.split(".");
  const node = document.createElement(tag);
  node.className = classes.join(" ");
  if (tag === "button") node.type = "button";
  const props = children[0]?.constructor === Object ? children.shift() : {};
  for (const [name, value] of Object.entries(props)) setProp(node, name, value);
  node.append(...present(children.flat()));
  return node;
}

const present = (nodes) => nodes.filter((node) => node !== null && node !== undefined && node !== false);

function setProp(node, name, value) {
  if (name === "class") node.className += value ? ` ${value}` : "";
  else if (name === "data") Object.assign(node.dataset, value);
  else if (typeof value === "function") node.addEventListener(name, value);
  else setAttribute(node, name, value);
}

/** Sets or, for null, undefined and false, removes an attribute; true is its presence, and a word for aria-*, as is false. */
export function setAttribute(node, name, value) {
  const said = typeof value === "boolean" && name.startsWith("aria-") ? String(value) : value;
  if (said === null || said === undefined || said === false) node.removeAttribute(name);
  else node.setAttribute(name, said === true ? "" : said);
}

/** A part that is only to be seen: screen readers pass over it. */
export const decor = (className, ...children) => {
  const node = h(`span.${className}`, ...children);
  node.ariaHidden = "true";
  return node;
};

/** Three dots that pulse while something is awaited. */
export const dots = () => decor("dots", h("i"), h("i"), h("i"));

/** A link to somewhere else. */
export const outward = (url, ...children) => h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children);

/**
 * Makes the children of `parent` be those of `items`, in order, keeping the nodes whose key stays.
 * `views` is the Map from key to view ({node, update}) that the caller keeps between calls.
 */
export function patchKeyed(parent, views, items, keyOf, create) {
  const keys = new Set(items.map(keyOf));
  for (const [key, view] of views) {
    if (keys.has(key)) continue;
    view.node.remove();
    views.delete(key);
  }
  let cursor = parent.firstChild;
  for (const item of items) {
    const key = keyOf(item);
    const view = views.get(key) ?? create(item);
    views.set(key, view);
    view.update(item);
    if (view.node === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(view.node, cursor);
  }
}

/** Gives a function that says whether what it is called with differs from what it was called with before. */
export function changes() {
  let last = "";
  return (...signature) => {
    const now = JSON.stringify(signature);
    const changed = now !== last;
    last = now;
    return changed;
  };
}

/** Replaces the children; where one with the same data-id comes again, it keeps the focus. */
export function redraw(node, children) {
  const focused = node.contains(document.activeElement) && document.activeElement.closest("[data-id]")?.dataset.id;
  node.replaceChildren(...present(children));
  const again = focused && node.querySelector(`[data-id="${CSS.escape(focused)}"]`);
  if (again) (again.querySelector("button") ?? again).focus({ preventScroll: true });
}

/** A slot that is redrawn only when `signature` differs from the last one. */
export function slot(className) {
  const node = h("div", { class: className, hidden: true });
  const changed = changes();
  return {
    node,
    fill(signature, build) {
      if (!changed(signature)) return;
      const children = build().filter(Boolean);
      redraw(node, children);
      node.hidden = children.length === 0;
    },
  };
}

let counter = 0;

/** An id that no other element of this page has. */
export function freshId(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}

/** The first letters of up to two words, for an avatar or a server without a picture. */
export function initials(name) {
  return name.split(/\s+/).filter(Boolean).slice(0, 2).map((word) => [...word][0].toUpperCase()).join("");
}

/** A round avatar in the person's colour; the name stands next to it, so it is only to be seen. */
export function avatar(who, size = "") {
  if (who.bot) return decor("avatar", { class: size }, icon("bot"));
  const node = decor("avatar", { class: size }, initials(who.name) || "?");
  if (who.avatar_color) node.style.backgroundColor = colour(who.avatar_color);
  return node;
}

/** Discord gives colours as numbers, the playground as CSS strings; both become CSS. */
export function colour(value) {
  return typeof value === "number" ? `#${value.toString(16).padStart(6, "0")}` : value;
}
