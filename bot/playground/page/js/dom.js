// Building and patching DOM nodes. Text always goes in as text: nothing here parses HTML.

/**
 * An element. `props` are attributes, except `class`, `text`, `on` (listeners) and `data` (dataset);
 * an attribute that is null, undefined or false is left out.
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(node, name, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function setProp(node, name, value) {
  if (name === "class") node.className = value;
  else if (name === "text") node.textContent = value;
  else if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
  else if (name === "data") Object.assign(node.dataset, value);
  else setAttribute(node, name, value);
}

/** Sets, or for null, undefined and false removes, an attribute; true means present without a value. */
export function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? "" : String(value));
}

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

/** A slot whose children are rebuilt only when `signature` differs from the last one. */
export function slot(className) {
  const node = h("div", { class: className });
  let last = "";
  node.hidden = true;
  return {
    node,
    fill(signature, build) {
      const now = JSON.stringify(signature);
      if (now === last) return;
      last = now;
      const children = build().filter(Boolean);
      node.replaceChildren(...children);
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

/** A round avatar in the person's colour; the name stands next to it, so it is hidden from screen readers. */
export function avatar(who, className = "avatar") {
  const node = h("span", { class: who.bot ? `${className} bot` : className, "aria-hidden": "true", text: who.bot ? "" : initials(who.name) || "?" });
  if (who.avatar_color && !who.bot) node.style.backgroundColor = colour(who.avatar_color);
  return node;
}

/** Discord gives colours as numbers, the playground as CSS strings; both become CSS. */
export function colour(value) {
  return typeof value === "number" ? `#${value.toString(16).padStart(6, "0")}` : value;
}
