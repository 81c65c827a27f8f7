// What the page knows: people, channels, commands, the messages of each visited channel, and the
// interactions still waiting for their first answer. No DOM here; views listen, and see for themselves what changed.

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
  #outcomes = new Map();
  #pressed = new Map();
  #failures = new Map();
  #listeners = [];
  #pendingCount = 0;

  onChange(listener) {
    this.#listeners.push(listener);
  }

  #changed() {
    for (const listener of this.#listeners) listener();
  }

  /** Takes the server's answer to GET state: for a channel with its messages, else the first one is shown without. */
  load(snapshot, asked) {
    const { me, people, guilds, dms = [], bot, commands } = snapshot;
    Object.assign(this, { me, people, guilds, dms, bot: { ...bot, bot: true }, commands });
    const channel = asked || this.allChannels()[0]?.id;
    this.reading.open(me);
    for (const { id, last_id: last } of this.allChannels()) this.reading.arrived(id, last);
    if (this.channel !== channel) this.#enter(channel);
    this.divider ??= this.reading.mark(channel);
    if (asked) {
      const pending = [...this.#of(channel).values()].filter((message) => message.local);
      this.#messages.set(channel, new Map([...snapshot.messages, ...pending].map((message) => [message.id, message])));
      this.loaded.add(channel);
    }
    this.#changed();
  }

  /** Shows a channel from what is known of it, until load() brings the newest. */
  show(channel) {
    this.#enter(channel);
    this.#changed();
  }

  #enter(channel) {
    this.channel = channel;
    this.divider = this.reading.mark(channel);
  }

  setConnected(connected) {
    this.connected = connected;
    this.#changed();
  }

  setBotOnline(online) {
    this.bot = { ...this.bot, online };
    this.#changed();
  }

  /** Who does something, and where: what every request says. */
  get place() {
    return { person: this.me, channel: this.channel };
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
    return [...this.people, this.bot].find((person) => person.id === id);
  }

  putMessage(message) {
    this.#of(message.channel_id).set(message.id, message);
    this.#failures.delete(message.id);
    this.#changed();
  }

  /** A message that has just been sent by somebody; `looking` when the person has the channel before their eyes. */
  arrived(message, looking) {
    const { channel_id: channel, author, mentions } = message;
    const mine = author.id === this.me;
    const here = channel === this.channel;
    this.reading.arrived(channel, message.id, mentions.some(({ id }) => id === this.me));
    if (mine && here) this.divider = null;
    else if (here && !looking) this.divider ??= this.reading.mark(channel);
    if (message.interaction) this.#dropPlaceholder(message);
    if (mine || (here && looking)) this.reading.read(channel);
    this.putMessage(message);
  }

  /** The shown channel has been read to its end. */
  read() {
    if (this.loaded.has(this.channel) && this.reading.read(this.channel)) this.#changed();
  }

  forgetDivider() {
    this.divider = null;
    this.#changed();
  }

  dropMessage(channel, id) {
    const messages = this.#of(channel);
    messages.delete(id);
    for (const each of messages.values()) {
      if (each.reference?.message_id === id) messages.set(each.id, { ...each, reference: { ...each.reference, deleted: true } });
    }
    this.#changed();
  }

  // Interactions. An outcome may overtake the answer to the POST that caused it, so outcomes are kept
  // for a while and both orders end the same way.

  /** Calls `settle(failureText | null)` once the interaction is answered, or has failed; `lost` when that may have been missed. */
  await(interactionId, settle, lost = null) {
    if (this.#outcomes.has(interactionId)) settle(this.#outcomes.get(interactionId));
    else this.#waiting.set(interactionId, { settle, lost });
  }

  /** What was told while the connection was lost is never told again, so nothing waits for it any longer. */
  stopWaiting() {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { settle, lost } of waiting) settle(lost);
  }

  settle(interactionId, failure) {
    this.#outcomes.set(interactionId, failure);
    if (this.#outcomes.size > KEPT_OUTCOMES) this.#outcomes.delete(this.#outcomes.keys().next().value);
    const waiting = this.#waiting.get(interactionId);
    this.#waiting.delete(interactionId);
    waiting?.settle(failure);
  }

  /** A placeholder at the end of the channel while a command waits for its first answer. */
  addPending(commandName) {
    this.#pendingCount += 1;
    const message = {
      id: `pending-${this.#pendingCount}`, channel_id: this.channel, local: "sending",
      author: this.bot, content: "", timestamp: new Date().toISOString(), attachments: [], embeds: [], components: [], reactions: [], mentions: [],
      interaction: { user_name: this.person(this.me)?.name ?? "You", command_name: commandName },
    };
    this.putMessage(message);
    return message;
  }

  /** An answer takes the place of the oldest placeholder of its command, however soon its outcome is told. */
  #dropPlaceholder({ channel_id: channel, interaction: { user_name: user, command_name: command } }) {
    const waits = ({ local, interaction }) => local === "sending" && interaction.command_name === command && interaction.user_name === user;
    this.#of(channel).delete([...this.#of(channel).values()].find(waits)?.id);
  }

  // Pressed components: which wait for an answer, and which message shows a failure.

  setPressed(messageId, customId) {
    this.#failures.delete(messageId);
    this.#pressed.set(messageId, customId);
    this.#changed();
  }

  failPress(messageId, text) {
    this.#pressed.delete(messageId);
    this.#failures.set(messageId, text);
    this.#changed();
  }

  pressedIn(messageId) {
    return this.#pressed.get(messageId) ?? null;
  }

  failureOf(messageId) {
    return this.#failures.get(messageId) ?? null;
  }
}
