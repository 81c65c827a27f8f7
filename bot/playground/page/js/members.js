// Who is in the shown server or conversation. A person leads to the page as they see it, here or in another tab.

import { avatar, h, setAttribute } from "./dom.js";
import { openMenu } from "./menu.js";

export class Members {
  #node;
  #store;
  #actions;
  #last = "";

  /** `actions`: goTo(channel), showCommands() and copy(text). */
  constructor(node, toggle, store, actions) {
    this.#node = node;
    this.#store = store;
    this.#actions = actions;
    toggle.addEventListener("click", () => this.#toggle(toggle));
    setAttribute(toggle, "aria-expanded", String(node.offsetParent !== null));
    node.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && getComputedStyle(node).position === "absolute") {
        this.#toggle(toggle);
        toggle.focus();
      }
    });
    for (const topic of ["people", "channels", "bot"]) store.on(topic, () => this.#draw());
  }

  #toggle(toggle) {
    const show = this.#node.offsetParent === null;
    document.body.classList.toggle("members-open", show);
    document.body.classList.toggle("members-closed", !show);
    setAttribute(toggle, "aria-expanded", String(show));
  }

  #draw() {
    const { bot, me, channel } = this.#store;
    const people = this.#store.membersHere();
    const now = JSON.stringify([people, bot, me, channel]);
    if (now === this.#last) return;
    this.#last = now;
    const online = people.filter((person) => !person.bot || bot.online).sort((a, b) => a.name.localeCompare(b.name));
    const offline = people.filter((person) => person.bot && !bot.online);
    const focused = this.#node.contains(document.activeElement) && document.activeElement.dataset.id;
    this.#node.replaceChildren(...group("Online", online, (person) => this.#member(person)), ...group("Offline", offline, (person) => this.#member(person)));
    if (focused) this.#node.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
  }

  #member(person) {
    const off = person.bot && !this.#store.bot.online;
    const node = h("button", { type: "button", class: off ? "member off" : "member", "aria-haspopup": "menu", data: { id: person.id } },
      withPresence(avatar(person), !off), h("span", { class: "member-name", text: person.name }), person.bot && h("span", { class: "app-tag", text: "APP" }),
      person.id === this.#store.me && h("span", { class: "member-you", text: "you" }));
    node.addEventListener("click", () => openMenu(node, person.bot ? this.#botItems() : personItems(person, this.#store, this.#actions)));
    return h("li", {}, node);
  }

  #botItems() {
    const dm = this.#store.dms.find((channel) => channel.members.length === 1);
    return [
      { label: "Show its commands", run: () => this.#actions.showCommands() },
      dm && { label: "Message", run: () => this.#actions.goTo(dm.id) },
    ].filter(Boolean);
  }
}

/** What to do with a person: be them, here or in a new tab. */
export function personItems(person, store, { copy }) {
  const href = `?${new URLSearchParams({ person: person.id, channel: store.channel })}`;
  return [
    { label: `Be ${person.name} in this tab`, href, current: person.id === store.me },
    { label: `Open a new tab as ${person.name}`, href, target: "_blank" },
    { label: "Copy link", run: () => copy(new URL(href, location.href).href) },
  ];
}

/** An avatar with the dot that says whether its owner is there. */
export function withPresence(node, online) {
  return h("span", { class: online ? "presence" : "presence off" }, node);
}

function group(title, people, entry) {
  if (people.length === 0) return [];
  return [h("h3", { class: "members-title", text: `${title} — ${people.length}` }), h("ul", {}, people.map(entry))];
}
