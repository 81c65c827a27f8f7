// A select menu as Discord draws it: a button that opens a listbox, for one value or several.

import { freshId, h, setAttribute } from "./dom.js";

/**
 * `component` is Discord's select with `options` filled in. `changed(values)` is called when one value
 * is chosen, or when a list of several is closed after a change. Returns {node, values()}.
 */
export function selectMenu(component, changed = () => {}) {
  const several = (component.max_values ?? 1) > 1;
  const chosen = new Set(component.options.filter((option) => option.default).map((option) => option.value));
  const list = h("div", { class: "select-list", role: "listbox", id: freshId("list"), tabindex: "-1", hidden: true });
  const trigger = h("button", { type: "button", class: "select-trigger", "aria-haspopup": "listbox", "aria-expanded": "false",
    "aria-controls": list.id, disabled: component.disabled });
  const node = h("div", { class: "select", data: { customId: component.custom_id } }, trigger, list);
  const menu = { component, several, chosen, list, trigger, changed, before: "" };
  setAttribute(list, "aria-multiselectable", several);
  setAttribute(list, "aria-label", component.placeholder ?? "Choices");
  list.append(...component.options.map((option) => optionNode(menu, option)));
  drawChoice(menu);
  trigger.addEventListener("click", () => (list.hidden ? open(menu) : close(menu)));
  trigger.addEventListener("keydown", (event) => openByArrow(menu, event));
  list.addEventListener("keydown", (event) => moveInList(menu, event));
  node.addEventListener("focusout", (event) => node.contains(event.relatedTarget) || close(menu, false));
  return { node, values: () => [...chosen] };
}

function optionNode(menu, option) {
  const node = h("div", { class: "select-option", role: "option", tabindex: "-1", data: { value: option.value } },
    option.emoji?.name && !option.emoji.id && h("span", { class: "emoji", "aria-hidden": "true", text: option.emoji.name }),
    h("span", { class: "select-text" },
      h("span", { class: "select-label", text: option.label }),
      option.description && h("span", { class: "select-description", text: option.description })),
    h("span", { class: "select-mark", "aria-hidden": "true" }));
  node.addEventListener("click", () => choose(menu, node));
  return node;
}

function choose(menu, node) {
  const { value } = node.dataset;
  if (!menu.several) {
    menu.chosen.clear();
    menu.chosen.add(value);
  } else if (menu.chosen.has(value)) menu.chosen.delete(value);
  else if (menu.chosen.size < menu.component.max_values) menu.chosen.add(value);
  drawChoice(menu);
  if (!menu.several) close(menu);
}

function drawChoice({ component, chosen, trigger, list }) {
  for (const node of list.children) setAttribute(node, "aria-selected", String(chosen.has(node.dataset.value)));
  const labels = component.options.filter((option) => chosen.has(option.value)).map((option) => option.label);
  const text = labels.length ? labels.join(", ") : component.placeholder ?? "Make a selection";
  trigger.replaceChildren(h("span", { class: labels.length ? "" : "placeholder", text }), h("span", { class: "chevron", "aria-hidden": "true" }));
}

function open(menu) {
  menu.before = [...menu.chosen].join("\n");
  menu.list.hidden = false;
  menu.trigger.setAttribute("aria-expanded", "true");
  const room = window.innerHeight - menu.trigger.getBoundingClientRect().bottom;
  menu.list.classList.toggle("above", room < menu.list.offsetHeight + 80);
  (menu.list.querySelector('[aria-selected="true"]') ?? menu.list.firstElementChild)?.focus();
}

function close(menu, refocus = true) {
  if (menu.list.hidden) return;
  menu.list.hidden = true;
  menu.trigger.setAttribute("aria-expanded", "false");
  if (refocus) menu.trigger.focus();
  const values = [...menu.chosen];
  const enough = values.length >= (menu.component.min_values ?? 1);
  if (enough && (!menu.several || values.join("\n") !== menu.before)) menu.changed(values);
}

function openByArrow(menu, event) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  open(menu);
}

function moveInList(menu, event) {
  const options = [...menu.list.children];
  const at = options.indexOf(document.activeElement);
  const targets = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: options.length - 1 };
  if (event.key in targets) options[Math.max(0, Math.min(options.length - 1, targets[event.key]))].focus();
  else if (event.key === "Enter" || event.key === " ") choose(menu, document.activeElement);
  else if (event.key === "Escape") cancel(menu);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Closes without telling anybody, with the choice of before. */
function cancel(menu) {
  const before = menu.before.split("\n");
  menu.chosen.clear();
  for (const { value } of menu.component.options) if (before.includes(value)) menu.chosen.add(value);
  drawChoice(menu);
  menu.list.hidden = true;
  menu.trigger.setAttribute("aria-expanded", "false");
  menu.trigger.focus();
}
