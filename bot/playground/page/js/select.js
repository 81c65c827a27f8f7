// A select menu as Discord draws it: a button that opens a listbox, for one value or several.

import { decor, freshId, h, setAttribute } from "./dom.js";

/**
 * `component` is Discord's select with `options` filled in. `changed(values)` is called when one value
 * is chosen, or when a list of several is closed after a change. Returns {node, values()}.
 */
export function selectMenu(component, changed = () => {}) {
  const several = (component.max_values ?? 1) > 1;
  const chosen = new Set(component.options.filter((option) => option.default).map((option) => option.value));
  const list = h("div.select-list", { role: "listbox", id: freshId("list"), tabindex: "-1", hidden: true,
    "aria-multiselectable": several, "aria-label": component.placeholder ?? "Choices", keydown: (event) => moveInList(menu, event) });
  const trigger = h("button.line", { "aria-haspopup": "listbox", "aria-expanded": false,
    "aria-controls": list.id, disabled: component.disabled,
    click: () => (list.hidden ? open(menu) : close(menu)),
    keydown: (event) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      open(menu);
    } });
  const node = h("div.select", { data: { id: component.custom_id },
    focusout: (event) => node.contains(event.relatedTarget) || close(menu, false) }, trigger, list);
  const menu = { component, several, chosen, list, trigger, changed, before: [] };
  list.append(...component.options.map((option) => optionNode(menu, option)));
  drawChoice(menu);
  return { node, values: () => [...menu.chosen] };
}

function optionNode(menu, option) {
  const node = h("div.select-option.line", { role: "option", tabindex: "-1", data: { value: option.value }, click: () => choose(menu, node) },
    option.emoji?.name && !option.emoji.id && decor("emoji", option.emoji.name),
    h("span", h("strong", option.label), option.description && h("small", option.description)));
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
  for (const node of list.children) setAttribute(node, "aria-selected", chosen.has(node.dataset.value));
  const labels = component.options.filter((option) => chosen.has(option.value)).map((option) => option.label);
  const text = labels.length ? labels.join(", ") : component.placeholder ?? "Make a selection";
  trigger.replaceChildren(h("span.cut", { class: labels.length ? "" : "placeholder" }, text), decor("chevron"));
}

function show({ list, trigger }, shown) {
  list.hidden = !shown;
  setAttribute(trigger, "aria-expanded", shown);
}

function open(menu) {
  menu.before = [...menu.chosen];
  show(menu, true);
  const room = window.innerHeight - menu.trigger.getBoundingClientRect().bottom;
  menu.list.classList.toggle("upwards", room < menu.list.offsetHeight + 80);
  (menu.list.querySelector('[aria-selected="true"]') ?? menu.list.firstElementChild)?.focus();
}

function close(menu, refocus = true) {
  if (menu.list.hidden) return;
  show(menu, false);
  if (refocus) menu.trigger.focus();
  const values = [...menu.chosen];
  const enough = values.length >= (menu.component.min_values ?? 1);
  if (enough && (!menu.several || values.join("\n") !== menu.before.join("\n"))) menu.changed(values);
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
  menu.chosen = new Set(menu.before);
  drawChoice(menu);
  show(menu, false);
  menu.trigger.focus();
}
