// A small menu beside a button or at a point: arrow keys move, Escape closes and gives the focus back.

import { h } from "./dom.js";

/**
 * `items` are {label, run} or {label, href, target}, with `current` for the one in use, `icon` as a node, `danger` for
 * what destroys, and {heading} between groups. `at` is a DOMRect to open beside instead of the anchor, which gets the
 * focus back in any case; `className` "emoji-grid" lays the entries out in a grid.
 */
export function openMenu(anchor, items, { at = null, className = "", label = "Menu" } = {}) {
  document.querySelector(".menu")?.remove();
  let closed = false;
  const close = (refocus = true) => {
    if (closed) return;
    closed = true; // removing the focused entry moves the focus, which asks to close once more
    menu.remove();
    if (refocus && anchor.isConnected) anchor.focus();
  };
  const run = (item) => {
    close();
    item.run?.();
  };
  const menu = h("div.menu", { class: className, role: "menu", "aria-label": label,
    keydown: (event) => key(event, menu, close, className ? COLUMNS : 1),
    contextmenu: (event) => event.preventDefault(),
    focusout: (event) => menu.contains(event.relatedTarget) || close(false),
  }, items.map((item) => (item.heading ? h("h3", { role: "presentation" }, item.heading) : entry(item, () => run(item)))));
  document.body.append(menu);
  place(menu, at ?? anchor.getBoundingClientRect());
  (menu.querySelector("[aria-current]") ?? menu.querySelector(".menu-item")).focus();
}

const COLUMNS = 6;

function entry({ label, href, target, current, icon, danger }, click) {
  return h(href ? "a" : "button", { class: danger ? "menu-item line danger" : "menu-item line", role: "menuitem", tabindex: "-1", href, target, click,
    rel: target && "noopener", "aria-current": current || null }, icon, h("span", label));
}

function key(event, menu, close, columns) {
  const entries = [...menu.querySelectorAll(".menu-item")];
  const at = entries.indexOf(document.activeElement);
  const step = { ArrowDown: columns, ArrowUp: -columns, ArrowRight: columns > 1 && 1, ArrowLeft: columns > 1 && -1 }[event.key];
  if (step) entries[(at + step + entries.length) % entries.length].focus();
  else if (event.key === "Home") entries[0].focus();
  else if (event.key === "End") entries.at(-1).focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function place(menu, box) {
  const left = Math.min(box.left, window.innerWidth - menu.offsetWidth - 8);
  const below = box.bottom + 6 + menu.offsetHeight < window.innerHeight;
  const top = below ? box.bottom + 6 : box.top - menu.offsetHeight - 6;
  menu.style.left = `${Math.max(8, left)}px`;
  menu.style.top = `${Math.max(8, Math.min(top, window.innerHeight - menu.offsetHeight - 8))}px`;
}
