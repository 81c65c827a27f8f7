// The list above the composer: commands while a name is typed, values while an option is filled in.

import { freshId, h, setAttribute } from "./dom.js";

export class Suggestions {
  #node;
  #input = null;
  #items = [];
  #choose = null;
  #active = -1;

  constructor(node) {
    this.#node = node;
    node.id ||= freshId("suggestions");
    // Pressing an entry must not take the focus out of the field it belongs to.
    node.addEventListener("mousedown", (event) => event.preventDefault());
  }

  get shown() {
    return !this.#node.hidden;
  }

  /** `items` are {label, detail, hint}; `choose(item)` is called with the one taken. `preselect` marks the first. */
  show(input, title, items, choose, { preselect = true } = {}) {
    if (items.length === 0) {
      this.hide();
      return;
    }
    Object.assign(input, { role: "combobox", ariaAutoComplete: "list", ariaExpanded: "true" });
    input.setAttribute("aria-controls", this.#node.id);
    this.#input = input;
    this.#items = items;
    this.#choose = choose;
    this.#node.replaceChildren(h("div", { class: "suggestions-title", text: title, role: "presentation" }), ...items.map((item, index) => this.#entry(item, index)));
    this.#node.hidden = false;
    this.#mark(preselect ? 0 : -1);
  }

  hide() {
    this.#node.hidden = true;
    this.#input?.removeAttribute("aria-activedescendant");
    if (this.#input) this.#input.ariaExpanded = "false";
    this.#input = null;
  }

  #entry(item, index) {
    return h("div", { class: "suggestion", role: "option", id: `${this.#node.id}-${index}`, on: { click: () => this.#take(index) } },
      h("span", { class: "suggestion-label", text: item.label }),
      item.hint && h("span", { class: "suggestion-hint", text: item.hint }),
      item.detail && h("span", { class: "suggestion-detail", text: item.detail }));
  }

  #mark(index) {
    this.#active = index;
    const entries = [...this.#node.querySelectorAll(".suggestion")];
    entries.forEach((entry, at) => setAttribute(entry, "aria-selected", String(at === index)));
    setAttribute(this.#input, "aria-activedescendant", entries[index]?.id);
    entries[index]?.scrollIntoView({ block: "nearest" });
  }

  #take(index) {
    const [item, choose] = [this.#items[index], this.#choose];
    this.hide();
    choose(item);
  }

  /** Handles arrows, Tab, Enter and Escape while the list is open; true when the key is used up. */
  handleKey(event) {
    if (!this.shown) return false;
    const count = this.#items.length;
    if (event.key === "ArrowDown") this.#mark((this.#active + 1) % count);
    else if (event.key === "ArrowUp") this.#mark((Math.max(this.#active, 0) - 1 + count) % count);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && this.#active >= 0) this.#take(this.#active);
    else if (event.key === "Escape") this.hide();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
