// The component rows of a message: buttons in all styles and select menus.

import { h, setAttribute } from "./dom.js";
import { selectMenu } from "./select.js";

const BUTTON = 2;
const LINK_STYLE = 5;
const STRING_SELECT = 3;
const STYLE_CLASSES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "secondary" };

/**
 * The rows; update(rows) rebuilds them only when they changed and keeps the focus where it was.
 * `pressed(customId, values?)` reports presses.
 */
export function componentRows(pressed) {
  const node = h("div", { class: "rows" });
  let last = "";
  const update = (rows) => {
    const now = JSON.stringify(rows);
    if (now === last) return;
    last = now;
    const focused = node.contains(document.activeElement) ? idOf(document.activeElement) : null;
    node.replaceChildren(...rows.map((row) => rowNode(row, pressed)));
    node.hidden = rows.length === 0;
    if (focused) control(node, focused)?.focus();
  };
  const setWaiting = (customId) => {
    for (const holder of node.querySelectorAll("[data-custom-id]")) {
      setAttribute(holder, "aria-busy", holder.dataset.customId === customId ? "true" : null);
    }
    node.classList.toggle("waiting", customId !== null);
  };
  return { node, update, setWaiting };
}

function idOf(element) {
  return element.closest("[data-custom-id]")?.dataset.customId ?? null;
}

function control(node, customId) {
  const holder = node.querySelector(`[data-custom-id="${CSS.escape(customId)}"]`);
  return holder?.querySelector(".select-trigger") ?? holder;
}

function rowNode(row, pressed) {
  return h("div", { class: "row", role: "group" }, (row.components ?? []).map((component) => {
    if (component.type === BUTTON) return button(component, pressed);
    if (component.type === STRING_SELECT) return selectMenu(component, (values) => pressed(component.custom_id, values)).node;
    return null; // a kind this page does not know shows nothing rather than something wrong
  }));
}

function button(component, pressed) {
  const classes = `button ${STYLE_CLASSES[component.style] ?? "secondary"}`;
  const content = [
    component.emoji && emoji(component.emoji),
    component.label && h("span", { class: "button-label", text: component.label }),
  ];
  if (component.style === LINK_STYLE) {
    return h("a", { class: classes, href: component.url, target: "_blank", rel: "noopener noreferrer" },
      ...content, h("span", { class: "link-mark", "aria-hidden": "true", text: "↗" }));
  }
  return h("button", { type: "button", class: classes, disabled: component.disabled, data: { customId: component.custom_id },
    on: { click: () => pressed(component.custom_id) } },
  ...content, h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")));
}

/** A server's own emoji has no picture here: its name stands for it. */
function emoji({ id, name }) {
  return id ? h("span", { class: "emoji-name", text: `:${name}:` }) : h("span", { class: "emoji", text: name });
}
