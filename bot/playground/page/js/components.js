// The component rows of a message: buttons in all styles and select menus.

import { changes, decor, dots, h, outward, redraw, setAttribute } from "./dom.js";
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
  const node = h("div.rows");
  const changed = changes();
  const update = (rows) => {
    if (!changed(rows)) return;
    redraw(node, rows.map((row) => rowNode(row, pressed)));
    node.hidden = rows.length === 0;
  };
  const setWaiting = (customId) => {
    for (const control of node.querySelectorAll("[data-id]")) {
      setAttribute(control, "aria-busy", control.dataset.id === customId || null);
    }
    node.classList.toggle("waiting", customId !== null);
  };
  return { node, update, setWaiting };
}

function rowNode(row, pressed) {
  return h("div.row", { role: "group" }, (row.components ?? []).map((component) => {
    if (component.type === BUTTON) return button(component, pressed);
    if (component.type === STRING_SELECT) return selectMenu(component, (values) => pressed(component.custom_id, values)).node;
    return null; // a kind this page does not know shows nothing rather than something wrong
  }));
}

function button(component, pressed) {
  const classes = `button ${STYLE_CLASSES[component.style] ?? "secondary"}`;
  const content = [
    component.emoji && emoji(component.emoji),
    component.label && h("span", component.label),
  ];
  if (component.style === LINK_STYLE) {
    const link = outward(component.url, content, decor("link-mark", "↗"));
    link.className = classes;
    return link;
  }
  const { custom_id: id, disabled } = component;
  return h("button", { class: classes, disabled, data: { id }, click: () => pressed(id) }, content, dots());
}

/** A server's own emoji has no picture here: its name stands for it. */
function emoji({ id, name }) {
  return id ? h("span.emoji-name", `:${name}:`) : h("span.emoji", name);
}
