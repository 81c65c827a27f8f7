// The line under the messages that says who is typing: people, and the bot for as long as it thinks.

import { changes, dots, h } from "./dom.js";

const SHOWN_MS = 10_000;
const TELL_EVERY_MS = 8_000;

/** Gives began(channel, name) and ended(channel, name): whoever has sent a message is no longer typing it. */
export function typingLine(node, store) {
  const typists = new Map();
  const changed = changes();
  let timer = 0;

  const draw = () => {
    window.clearTimeout(timer);
    const now = Date.now();
    for (const [key, { until }] of typists) if (until <= now) typists.delete(key);
    if (typists.size) timer = window.setTimeout(draw, SHOWN_MS / 4);
    const typing = [...typists.values()].filter(({ channel }) => channel === store.channel).map(({ name }) => name);
    const thinking = store.messages().filter((message) => message.thinking).map((message) => message.author.name);
    const names = [...new Set([...thinking, ...typing])];
    if (changed(names)) node.replaceChildren(...(names.length ? [dots(), h("span", sentence(names))] : []));
  };

  store.onChange(draw);
  return {
    began(channel, name) {
      typists.set(`${channel} ${name}`, { channel, name, until: Date.now() + SHOWN_MS });
      draw();
    },
    ended(channel, name) {
      if (typists.delete(`${channel} ${name}`)) draw();
    },
  };
}

function sentence(names) {
  if (names.length > 3) return "Several people are typing…";
  return `${new Intl.ListFormat("en").format(names)} ${names.length > 1 ? "are" : "is"} typing…`;
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
