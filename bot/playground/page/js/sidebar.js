// The servers, the channels of the shown one, and the person at the bottom. On a phone it is a drawer.

import { avatar, h, initials, setAttribute } from "./dom.js";
import { icon } from "./icons.js";
import { personItems, withPresence } from "./members.js";
import { openMenu } from "./menu.js";

const DIRECT = "dms";

export class Sidebar {
  #drawer;
  #rail;
  #channels;
  #title;
  #me;
  #store;
  #go;
  #copy;
  #place = null;
  #last = "";

  /** `go(channelId)` changes the channel, `copy(text)` copies. */
  constructor(drawer, toggle, store, { go, copy }) {
    this.#drawer = drawer;
    this.#store = store;
    this.#go = go;
    this.#copy = copy;
    this.#rail = drawer.querySelector("#rail");
    this.#channels = drawer.querySelector("#channels");
    this.#title = drawer.querySelector("#place-name");
    this.#me = drawer.querySelector("#me");
    this.#me.addEventListener("click", () => this.#choosePerson());
    toggle.addEventListener("click", () => this.#toggle(!document.body.classList.contains("drawer-open"), toggle));
    document.querySelector("#scrim").addEventListener("click", () => this.#toggle(false, toggle));
    drawer.addEventListener("keydown", (event) => event.key === "Escape" && this.#toggle(false, toggle));
    this.#toggle(false, toggle, false);
    store.on("channels", () => this.draw());
  }

  close() {
    this.#toggle(false, document.querySelector("#drawer-toggle"), false);
  }

  #toggle(open, toggle, refocus = true) {
    document.body.classList.toggle("drawer-open", open);
    document.querySelector("main").inert = open; // what lies under the drawer is out of reach
    setAttribute(toggle, "aria-expanded", String(open));
    if (open) this.#rail.querySelector("[aria-current]")?.focus();
    else if (refocus && this.#drawer.contains(document.activeElement)) toggle.focus();
  }

  draw() {
    const places = this.#places();
    const holder = places.find((place) => place.channels.some((channel) => channel.id === this.#store.channel));
    this.#place = holder?.id ?? this.#place ?? places[0]?.id;
    this.#render(places);
  }

  #places() {
    const direct = { id: DIRECT, name: "Direct messages", channels: this.#store.dms };
    return [...(this.#store.dms.length ? [direct] : []), ...this.#store.guilds];
  }

  /** Redraws only on a change, and keeps the focus on the entry that had it. */
  #render(places) {
    const now = JSON.stringify([places, this.#place, this.#store.channel, this.#store.me,
      places.flatMap((place) => place.channels.map(({ id }) => [this.#unread(id), this.#store.reading.mentions(id)]))]);
    if (now === this.#last) return;
    this.#last = now;
    const focused = document.activeElement?.closest("#drawer [data-id]")?.dataset.id;
    const shown = places.find((place) => place.id === this.#place);
    this.#title.textContent = shown?.name ?? "";
    this.#rail.replaceChildren(...places.map((place) => this.#placeButton(place)));
    this.#channels.replaceChildren(...ordered(shown?.channels ?? []).map((channel) => this.#channelLink(channel)));
    this.#drawMe();
    if (focused) this.#drawer.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
  }

  #unread(channel) {
    return channel !== this.#store.channel && this.#store.reading.unread(channel);
  }

  #placeButton(place) {
    const unread = place.channels.some((channel) => this.#unread(channel.id));
    const mentions = place.channels.reduce((sum, channel) => sum + this.#store.reading.mentions(channel.id), 0);
    const node = h("button", { type: "button", class: unread ? "place unread" : "place", title: place.name, data: { id: place.id },
      "aria-label": place.name + said(unread, mentions) }, place.id === DIRECT ? icon("home") : initials(place.name), badge(mentions));
    setAttribute(node, "aria-current", place.id === this.#place ? "true" : null);
    node.addEventListener("click", () => {
      const first = place.channels.find((channel) => channel.id === this.#store.channel) ?? ordered(place.channels)[0];
      this.#place = place.id;
      if (first) this.#go(first.id);
      else this.#render(this.#places());
    });
    return node;
  }

  #channelLink(channel) {
    const unread = this.#unread(channel.id);
    const mentions = this.#store.reading.mentions(channel.id);
    const classes = ["channel", channel.type, unread && "unread"].filter(Boolean).join(" ");
    const node = h("button", { type: "button", class: classes, data: { id: channel.id }, "aria-label": channel.name + said(unread, mentions) },
      h("span", { class: "channel-sign", "aria-hidden": "true", text: { dm: "@", thread: "↳" }[channel.type] ?? "#" }),
      h("span", { class: "channel-name", text: channel.name }), badge(mentions));
    setAttribute(node, "aria-current", channel.id === this.#store.channel ? "page" : null);
    node.addEventListener("click", () => this.#go(channel.id));
    return node;
  }

  #drawMe() {
    const me = this.#store.person(this.#store.me);
    if (!me) return;
    this.#me.replaceChildren(withPresence(avatar(me), true), h("span", { class: "me-text" }, h("strong", { text: me.name }), h("small", { text: "Switch person" })),
      h("span", { class: "chevron", "aria-hidden": "true" }));
  }

  #choosePerson() {
    const items = this.#store.people.map((person) => {
      const [here] = personItems(person, this.#store, { copy: this.#copy });
      return { ...here, label: person.name, icon: avatar(person, "avatar small") };
    });
    const [, tab, copy] = personItems(this.#store.person(this.#store.me), this.#store, { copy: this.#copy });
    openMenu(this.#me, [{ heading: "Be somebody else" }, ...items, { heading: "This page" }, tab, copy], { label: "Switch person" });
  }
}

function badge(mentions) {
  return mentions > 0 && h("span", { class: "badge", "aria-hidden": "true", text: mentions });
}

function said(unread, mentions) {
  if (mentions) return `, ${mentions} ${mentions === 1 ? "mention" : "mentions"}`;
  return unread ? ", unread messages" : "";
}

/** Threads come right after the channel they belong to. */
function ordered(channels) {
  const ids = new Set(channels.map((channel) => channel.id));
  const top = channels.filter((channel) => channel.type !== "thread" || !ids.has(channel.parent_id));
  return top.flatMap((channel) => [channel, ...channels.filter((each) => each.type === "thread" && each.parent_id === channel.id)]);
}
