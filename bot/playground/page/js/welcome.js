// How a channel begins: its name, and while it is empty what to try in the first minute.

import { changes, decor, h, setAttribute } from "./dom.js";
import { slashCommands } from "./commands.js";

const EXAMPLES = [
  { command: "imagine", sign: "🌅", values: { prompt: "a lighthouse on a cliff at dusk, long exposure --ar 16:9" } },
  { command: "imagine", sign: "🪶", values: { prompt: "portrait of a heron in tall reeds, ink and wash --ar 2:3" } },
  { command: "describe", sign: "🔎", text: "Write prompts for a picture of yours: choose, drop or paste it" },
  { command: "blend", sign: "🫧", text: "Mix two pictures into a new one" },
];

/** `fill(name, values)` puts a command into the composer. */
export function welcome(node, store, fill) {
  const changed = changes();
  store.onChange(() => {
    const channel = store.channelById(store.channel);
    const empty = store.messages().length === 0;
    const loaded = store.loaded.has(store.channel);
    const names = slashCommands(store.commands).map((command) => command.name);
    if (!changed(channel, empty, loaded, names)) return;
    node.hidden = !channel || !loaded;
    setAttribute(node, "data-empty", String(empty));
    if (channel) node.replaceChildren(...heading(channel), ...(empty ? guide(names, store.bot.name, fill) : []));
  });
}

function guide(names, bot, fill) {
  const examples = EXAMPLES.filter(({ command }) => names.includes(command));
  if (examples.length === 0) return [h("p", `${bot} has no commands here yet.`)];
  return [
    h("p", "Type ", h("kbd", "/"), " to see what ", h("strong", bot), " can do, or try one of these:"),
    h("ul", examples.map(({ command, sign, values, text }) => h("li", h("button.line", { click: () => fill(command, values ?? {}) },
      decor("sign", sign), h("span", h("span.command-name", `/${command}`), ` ${text ?? values.prompt}`))))),
    h("p.quiet", "Nothing here is billed: the pictures are painted on this computer. Be somebody else with the list of people, or open a second tab as them."),
  ];
}

function heading({ type, name, topic }) {
  const [sign, title, text] = {
    dm: ["@", name, `This is the beginning of your direct messages with ${name}.`],
    thread: ["↳", name, "This is the start of the thread."],
  }[type] ?? ["#", `Welcome to #${name}!`, `This is the start of the #${name} channel.`];
  return [decor("welcome-sign", sign), h("h2", title), h("p", [text, topic].filter(Boolean).join(" "))];
}
