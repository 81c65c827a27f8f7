// What the page knows: people, channels, commands, the messages of each visited channel, and the
// interactions still waiting for their first answer. No DOM here; views subscribe to topics.

const KEPT_OUTCOMES = 200;

export class Store {
  me = null;
  people = [];
  guilds = [];
  dms = [];
  bot = { id: "", name: "Bot", online: false };
  commands = [];
  channel = null;
  connected = false;
  unread = new Set();
  #messages = new Map();
  #waiting = new Map();
  #failures = new Map();
  #outcomes = new Map();
  #listeners = new Map();
  #pendingCount = 0;

  /** Topics: "messages", "channels", "bot", "commands", "people". */
  on(topic, listener) {
    const listeners = this.#listeners.get(topic) ?? [];
    this.#listeners.set(topic, [...listeners, listener]);
  }

  #emit(...topics) {
    for (const topic of topics) for (const listener of this.#listeners.get(topic) ?? []) listener();
  }

  /** Takes the server's answer to GET state, for the channel it was asked for. */
  load(snapshot, channel) {
    Object.assign(this, {
      me: snapshot.me, people: snapshot.people, guilds: snapshot.guilds, dms: snapshot.dms ?? [],
      bot: snapshot.bot, commands: snapshot.commands,
    });
    this.channel = channel;
    this.unread.delete(channel);
    const pending = [...this.#of(channel).values()].filter((message) => message.local);
    this.#messages.set(channel, new Map([...snapshot.messages, ...pending].map((message) => [message.id, message])));
    this.#emit("people", "channels", "bot", "commands", "messages");
  }

  /** Shows a channel from what is known of it, until load() brings the newest. */
  show(channel) {
    this.channel = channel;
    this.unread.delete(channel);
    this.#emit("channels", "messages", "commands");
  }

  setConnected(connected) {
    this.connected = connected;
    this.#emit("bot");
  }

  #of(channel) {
    if (!this.#messages.has(channel)) this.#messages.set(channel, new Map());
    return this.#messages.get(channel);
  }

  /** The messages of the shown channel, oldest first. */
  messages() {
    return [...this.#of(this.channel).values()].sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp) || order(a.id, b.id));
  }

  message(id) {
    return this.#of(this.channel).get(id);
  }

  allChannels() {
    return [...this.guilds.flatMap((guild) => guild.channels), ...this.dms];
  }

  channelById(id) {
    return this.allChannels().find((channel) => channel.id === id);
  }

  person(id) {
    return this.people.find((person) => person.id === id) ?? (this.bot.id === id ? this.bot : undefined);
  }

  putMessage(message) {
    this.#of(message.channel_id).set(message.id, message);
    this.#failures.delete(message.id);
    this.#emit("messages");
  }

  markUnread(channel) {
    if (channel === this.channel) return;
    this.unread.add(channel);
    this.#emit("channels");
  }

  dropMessage(channel, id) {
    this.#of(channel).delete(id);
    this.#emit("messages");
  }

  setBotOnline(online) {
    this.bot = { ...this.bot, online };
    this.#emit("bot");
  }

  setCommands(commands) {
    this.commands = commands;
    this.#emit("commands");
  }

  // Interactions. An outcome may overtake the answer to the POST that caused it, so outcomes are kept
  // for a while and both orders end the same way.

  /** Calls `settle(failureText | null)` once the interaction is answered, or has failed. */
  await(interactionId, settle) {
    if (this.#outcomes.has(interactionId)) settle(this.#outcomes.get(interactionId));
    else this.#waiting.set(interactionId, settle);
  }

  settle(interactionId, failure) {
    this.#outcomes.set(interactionId, failure);
    if (this.#outcomes.size > KEPT_OUTCOMES) this.#outcomes.delete(this.#outcomes.keys().next().value);
    const settle = this.#waiting.get(interactionId);
    this.#waiting.delete(interactionId);
    settle?.(failure);
  }

  /** A placeholder at the end of the channel while a command waits for its first answer. */
  addPending(commandName) {
    this.#pendingCount += 1;
    const message = {
      id: `pending-${this.#pendingCount}`, channel_id: this.channel, local: "sending",
      author: { ...this.bot, bot: true }, content: "", timestamp: new Date().toISOString(),
      interaction: { user_name: this.person(this.me)?.name ?? "You", command_name: commandName },
    };
    this.putMessage(message);
    return message;
  }

  failPending(pending, text) {
    this.putMessage({ ...pending, local: "failed", failure: text });
  }

  // Pressed components: which wait for an answer, and which message shows a failure.
  #pressed = new Map();

  setPressed(messageId, customId) {
    this.#failures.delete(messageId);
    if (customId === null) this.#pressed.delete(messageId);
    else this.#pressed.set(messageId, customId);
    this.#emit("messages");
  }

  failPress(messageId, text) {
    this.#pressed.delete(messageId);
    this.#failures.set(messageId, text);
    this.#emit("messages");
  }

  pressedIn(messageId) {
    return this.#pressed.get(messageId) ?? null;
  }

  failureOf(messageId) {
    return this.#failures.get(messageId) ?? null;
  }
}

/** Snowflakes are too large for numbers: the longer is the later, then the greater text. */
function order(a, b) {
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}
