// A small menu beside a button: arrow keys move, Escape closes and gives the focus back.

import { h, setAttribute } from "./dom.js";

/** `items` are {label, run} or {label, href}, with `current` for the one in use and `icon` as a node. */
export function openMenu(anchor, items) {
  document.querySelector(".menu")?.remove();
  const menu = h("div", { class: "menu", role: "menu" }, items.map((item) => entry(item)));
  let closed = false;
  const close = (refocus = true) => {
    if (closed) return;
    closed = true; // removing the focused entry moves the focus, which asks to close once more
    menu.remove();
    if (refocus && anchor.isConnected) anchor.focus();
  };
  menu.addEventListener("click", (event) => event.target.closest(".menu-item") && close());
  menu.addEventListener("keydown", (event) => key(event, menu, close));
  menu.addEventListener("focusout", (event) => menu.contains(event.relatedTarget) || close(false));
  document.body.append(menu);
  place(menu, anchor.getBoundingClientRect());
  (menu.querySelector("[aria-current]") ?? menu.firstElementChild).focus();
}

function entry({ label, run, href, current, icon }) {
  const node = h(href ? "a" : "button", { class: "menu-item", role: "menuitem", tabindex: "-1", href, type: href ? null : "button" }, icon, h("span", { text: label }));
  setAttribute(node, "aria-current", current ? "true" : null);
  if (run) node.addEventListener("click", run);
  return node;
}

function key(event, menu, close) {
  const entries = [...menu.children];
  const at = entries.indexOf(document.activeElement);
  if (event.key === "ArrowDown") entries[(at + 1) % entries.length].focus();
  else if (event.key === "ArrowUp") entries[(at - 1 + entries.length) % entries.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function place(menu, box) {
  const left = Math.min(box.left, window.innerWidth - menu.offsetWidth - 8);
  const below = box.bottom + 6 + menu.offsetHeight < window.innerHeight;
  menu.style.left = `${Math.max(8, left)}px`;
  menu.style.top = `${below ? box.bottom + 6 : Math.max(8, box.top - menu.offsetHeight - 6)}px`;
}
