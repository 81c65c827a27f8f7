// The line under the messages that says who is typing: people, and the bot for as long as it thinks.

import { h } from "./dom.js";

const SHOWN_MS = 10_000;
const TELL_EVERY_MS = 8_000;

export class TypingLine {
  #node;
  #store;
  #until = new Map();
  #timer = 0;
  #last = "";

  constructor(node, store) {
    this.#node = node;
    this.#store = store;
    for (const topic of ["messages", "channels"]) store.on(topic, () => this.draw());
  }

  began(channel, name) {
    this.#until.set(`${channel} ${name}`, { channel, name, until: Date.now() + SHOWN_MS });
    this.draw();
  }

  /** Whoever has sent a message is no longer typing it. */
  ended(channel, name) {
    if (this.#until.delete(`${channel} ${name}`)) this.draw();
  }

  draw() {
    window.clearTimeout(this.#timer);
    const now = Date.now();
    for (const [key, entry] of this.#until) if (entry.until <= now) this.#until.delete(key);
    if (this.#until.size) this.#timer = window.setTimeout(() => this.draw(), SHOWN_MS / 4);
    const typing = [...this.#until.values()].filter((entry) => entry.channel === this.#store.channel).map((entry) => entry.name);
    const thinking = this.#store.messages().filter((message) => message.thinking).map((message) => message.author.name);
    this.#fill([...new Set([...thinking, ...typing])]);
  }

  #fill(names) {
    if (names.join() === this.#last) return;
    this.#last = names.join();
    const list = new Intl.ListFormat("en").format(names);
    const text = names.length > 3 ? "Several people are typing…" : `${list} ${names.length > 1 ? "are" : "is"} typing…`;
    this.#node.replaceChildren(...(names.length ? [h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), h("span", { text })] : []));
  }
}

/** Gives a function to call at each key: it tells the others at most every few seconds. */
export function typingTeller(tell) {
  let told = 0;
  return () => {
    if (Date.now() - told < TELL_EVERY_MS) return;
    told = Date.now();
    tell();
  };
}
