// What the page knows: people, channels, commands, the messages of each visited channel, and the
// interactions still waiting for their first answer. No DOM here; views subscribe to topics.

import { bySnowflake, ReadMarks } from "./reading.js";

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
  loaded = new Set();
  reading = new ReadMarks();
  /** In the shown channel, the id after which messages are new; null when none is. */
  divider = null;
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

  /** Takes the server's answer to GET state for a channel; `complete` when it was asked for that channel's messages. */
  load(snapshot, channel, complete = true) {
    if (complete) this.loaded.add(channel);
    Object.assign(this, {
      me: snapshot.me, people: snapshot.people, guilds: snapshot.guilds, dms: snapshot.dms ?? [],
      bot: { ...snapshot.bot, bot: true }, commands: snapshot.commands,
    });
    this.reading.open(snapshot.me);
    for (const { id, last_id: last } of this.allChannels()) this.reading.arrived(id, last);
    if (this.channel !== channel) this.#enter(channel);
    this.divider ??= this.reading.mark(channel);
    const pending = [...this.#of(channel).values()].filter((message) => message.local);
    if (complete) this.#messages.set(channel, new Map([...snapshot.messages, ...pending].map((message) => [message.id, message])));
    this.#emit("people", "channels", "bot", "commands", "messages");
  }

  /** Shows a channel from what is known of it, until load() brings the newest. */
  show(channel) {
    this.#enter(channel);
    this.#emit("channels", "messages", "commands");
  }

  #enter(channel) {
    this.channel = channel;
    this.divider = this.reading.mark(channel);
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
    return [...this.#of(this.channel).values()].sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp) || bySnowflake(a.id, b.id));
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

  /** The people and the bot of the shown server or conversation. */
  membersHere() {
    const guild = this.guilds.find((each) => each.channels.some((channel) => channel.id === this.channel));
    const ids = guild?.members ?? [...(this.channelById(this.channel)?.members ?? []), this.bot.id];
    return ids.map((id) => this.person(id)).filter(Boolean);
  }

  person(id) {
    return this.people.find((person) => person.id === id) ?? (this.bot.id === id ? this.bot : undefined);
  }

  putMessage(message) {
    this.#of(message.channel_id).set(message.id, message);
    this.#failures.delete(message.id);
    this.#emit("messages");
  }

  /** A message that has just been sent by somebody; `looking` when the person has the channel before their eyes. */
  arrived(message, looking) {
    const { channel_id: channel, author, mentions = [] } = message;
    const mine = author.id === this.me;
    this.reading.arrived(channel, message.id, mentions.some(({ id }) => id === this.me));
    if (mine && channel === this.channel) this.divider = null;
    else if (channel === this.channel && !looking) this.divider ??= this.reading.mark(channel);
    if (message.interaction) this.#dropPlaceholder(message);
    this.putMessage(message);
    if (mine || (channel === this.channel && looking)) this.reading.read(channel);
    this.#emit("channels");
  }

  /** The shown channel has been read to its end. */
  read() {
    if (this.loaded.has(this.channel) && this.reading.read(this.channel)) this.#emit("channels");
  }

  forgetDivider() {
    this.divider = null;
    this.#emit("messages");
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

  /** An answer takes the place of the oldest placeholder of its command, however soon its outcome is told. */
  #dropPlaceholder({ channel_id: channel, interaction }) {
    const waits = (each) => each.local === "sending" && each.interaction.command_name === interaction.command_name && each.interaction.user_name === interaction.user_name;
    const placeholder = [...this.#of(channel).values()].find(waits);
    if (placeholder) this.#of(channel).delete(placeholder.id);
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
