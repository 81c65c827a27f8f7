// How a channel begins: its name, and while it is empty what to try in the first minute.

import { h, setAttribute } from "./dom.js";
import { slashCommands } from "./commands.js";

const EXAMPLES = [
  { command: "imagine", sign: "🌅", values: { prompt: "a lighthouse on a cliff at dusk, long exposure --ar 16:9" } },
  { command: "imagine", sign: "🪶", values: { prompt: "portrait of a heron in tall reeds, ink and wash --ar 2:3" } },
  { command: "describe", sign: "🔎", text: "Write prompts for a picture of yours: choose, drop or paste it" },
  { command: "blend", sign: "🫧", text: "Mix two pictures into a new one" },
];

export class Welcome {
  #node;
  #store;
  #fill;
  #last = "";

  /** `fill(name, values)` puts a command into the composer. */
  constructor(node, store, fill) {
    this.#node = node;
    this.#store = store;
    this.#fill = fill;
    for (const topic of ["messages", "channels", "commands"]) store.on(topic, () => this.#draw());
  }

  #draw() {
    const channel = this.#store.channelById(this.#store.channel);
    const empty = this.#store.messages().length === 0;
    const loaded = this.#store.loaded.has(this.#store.channel);
    const names = slashCommands(this.#store.commands).map((command) => command.name);
    const now = JSON.stringify([channel?.id, channel?.name, empty, loaded, names]);
    if (now === this.#last) return;
    this.#last = now;
    this.#node.hidden = !channel || !loaded;
    setAttribute(this.#node, "data-empty", String(empty));
    if (channel) this.#node.replaceChildren(...heading(channel), ...(empty ? this.#guide(names) : []));
  }

  #guide(names) {
    const examples = EXAMPLES.filter((example) => names.includes(example.command));
    if (examples.length === 0) return [h("p", { class: "welcome-text", text: `${this.#store.bot.name} has no commands here yet.` })];
    return [
      h("p", { class: "welcome-text" }, "Type ", h("kbd", { text: "/" }), " to see what ", h("strong", { text: this.#store.bot.name }), " can do, or try one of these:"),
      h("ul", { class: "examples" }, examples.map((example) => h("li", {}, this.#example(example)))),
      h("p", { class: "welcome-text quiet", text: "Nothing here is billed: the pictures are painted on this computer. Be somebody else with the list of people, or open a second tab as them." }),
    ];
  }

  #example({ command, sign, values, text }) {
    return h("button", { type: "button", class: "example", on: { click: () => this.#fill(command, values ?? {}) } },
      h("span", { class: "example-sign", "aria-hidden": "true", text: sign }),
      h("span", { class: "example-text" }, h("span", { class: "command-name", text: `/${command}` }), h("span", { text: ` ${text ?? values.prompt}` })));
  }
}

function heading(channel) {
  const [sign, title, text] = {
    dm: ["@", channel.name, `This is the beginning of your direct messages with ${channel.name}.`],
    thread: ["↳", channel.name, "This is the start of the thread."],
  }[channel.type] ?? ["#", `Welcome to #${channel.name}!`, `This is the start of the #${channel.name} channel.`];
  return [
    h("div", { class: "welcome-sign", "aria-hidden": "true", text: sign }),
    h("h2", { text: title }),
    h("p", { class: "welcome-text", text: [text, channel.topic].filter(Boolean).join(" ") }),
  ];
}
