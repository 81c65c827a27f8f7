// The list above the composer: commands while a name is typed, values while an option is filled in.

import { h, setAttribute } from "./dom.js";

/** Gives show(input, title, items, choose, {preselect}), hide() and handleKey(event). */
export function suggestions(node) {
  let input = null;
  let items = [];
  let choose = null;
  let active = -1;

  const entry = (item, index) => h("div.suggestion", { role: "option", id: `${node.id}-${index}`, click: () => take(index) },
    h("strong", item.label), item.hint && h("small", item.hint), item.detail && h("small.detail", item.detail));
  const mark = (index) => {
    active = index;
    const entries = [...node.querySelectorAll(".suggestion")];
    entries.forEach((each, at) => setAttribute(each, "aria-selected", at === index));
    setAttribute(input, "aria-activedescendant", entries[index]?.id);
    entries[index]?.scrollIntoView({ block: "nearest" });
  };
  const take = (index) => {
    const [item, chosen] = [items[index], choose];
    hide();
    chosen(item);
  };
  const hide = () => {
    node.hidden = true;
    input?.removeAttribute("aria-activedescendant");
    if (input) input.ariaExpanded = "false";
    input = null;
  };

  /** `items` are {label, detail, hint}; `choose(item)` is called with the one taken. `preselect` marks the first. */
  const show = (field, title, offered, chosen, { preselect = true } = {}) => {
    if (offered.length === 0) {
      hide();
      return;
    }
    Object.assign(field, { role: "combobox", ariaAutoComplete: "list", ariaExpanded: "true" });
    field.setAttribute("aria-controls", node.id);
    [input, items, choose] = [field, offered, chosen];
    node.replaceChildren(h("h3", { role: "presentation" }, title), ...items.map(entry));
    node.hidden = false;
    mark(preselect ? 0 : -1);
  };
  /** Handles arrows, Tab, Enter and Escape while the list is open; true when the key is used up. */
  const handleKey = (event) => {
    if (node.hidden) return false;
    const count = items.length;
    if (event.key === "ArrowDown") mark((active + 1) % count);
    else if (event.key === "ArrowUp") mark((Math.max(active, 0) - 1 + count) % count);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && active >= 0) take(active);
    else if (event.key === "Escape") hide();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };

  // Pressing an entry must not take the focus out of the field it belongs to.
  node.addEventListener("mousedown", (event) => event.preventDefault());
  return { show, hide, handleKey };
}
