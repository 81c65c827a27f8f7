// Puts the parts together: the address says who and where, the socket says what happens.

import * as api from "./api.js";
import { Composer, runCommand } from "./composer.js";
import { takeDropsAndPastes } from "./drops.js";
import { icon } from "./icons.js";
import { Levers } from "./levers.js";
import { Lightbox } from "./lightbox.js";
import { Members } from "./members.js";
import { openMessageMenu, openPicker } from "./message_menu.js";
import { MessageList } from "./messages.js";
import { openModal } from "./modal.js";
import { wireMessages } from "./pointers.js";
import { Sidebar } from "./sidebar.js";
import { LiveSocket } from "./socket.js";
import { Store } from "./state.js";
import { TypingLine, typingTeller } from "./typing.js";
import { Welcome } from "./welcome.js";

const TOAST_MS = 6000;
const find = (selector) => document.querySelector(selector);

for (const node of document.querySelectorAll("[data-icon]")) node.append(icon(node.dataset.icon));

const store = new Store();
const lightbox = new Lightbox(document.body);
const composer = new Composer(find("#composer"), store, {
  typing: typingTeller(() => api.tellTyping({ person: store.me, channel: store.channel }).catch(() => {})),
  sent: () => messages.toEnd(),
  idle: () => {
    store.forgetDivider();
    messages.toEnd();
  },
});
const deeds = {
  reply: (id) => composer.reply(store.message(id)),
  picker: (anchor, id) => openPicker(anchor, (emoji) => react(id, emoji, false)),
  menu: (at, id, anchor) => openMessageMenu(anchor, at, store.message(id), store, deeds),
  runCommand: (name, id) => attempt(runCommand(store, { name, message: id })),
  remove: (id) => attempt(api.deleteMessage({ person: store.me, message: id })),
  copy,
};
const messages = new MessageList(find("#scroller"), find("#messages"), find("#jump"), store, {
  ...deeds, press, react, markdown: markdownContext(), openLightbox: lightbox.open,
  reveal: (id) => messages.reveal(id),
  reachedEnd: readIfLooking,
  dismiss: (message) => attempt(api.dismiss({ person: store.me, message }).then(() => store.dropMessage(store.channel, message))),
  dismissPending: (id) => store.dropMessage(store.channel, id),
});
const typing = new TypingLine(find("#typing"), store);
const enter = (channel) => {
  sidebar.close();
  goTo(channel);
};
const sidebar = new Sidebar(find("#drawer"), find("#drawer-toggle"), store, { go: enter, copy });
new Members(find("#members"), find("#members-toggle"), store, { goTo: enter, copy, showCommands: () => composer.useCommand("") });
new Levers(find("#levers"), find("#levers-toggle"));
new Welcome(find("#welcome"), store, (name, values) => composer.useCommand(name, values));
wireMessages(find("#scroller"), find("#messages"), deeds);
takeDropsAndPastes((files) => composer.takeFiles(files));

// Where we are -------------------------------------------------------------------------------------------------

let loading = 0;
let held = [];

function address() {
  const query = new URLSearchParams(location.search);
  return { person: query.get("person") || null, channel: query.get("channel") || null };
}

function writeAddress(replace) {
  const query = new URLSearchParams({ person: store.me, channel: store.channel });
  history[replace ? "replaceState" : "pushState"](null, "", `?${query}`);
}

/** Loads a channel; events that arrive meanwhile are newer than the answer, so they are applied after it. */
async function load(person, channel) {
  loading += 1;
  const turn = loading;
  try {
    const snapshot = await api.fetchState(person, channel);
    if (turn !== loading) return;
    const shown = channel ?? snapshot.channel ?? snapshot.messages[0]?.channel_id ?? snapshot.guilds[0]?.channels[0]?.id ?? snapshot.dms[0]?.id;
    store.load(snapshot, shown, shown === channel);
    drawHeader();
    queueMicrotask(readIfLooking);
  } finally {
    if (turn === loading) {
      loading = 0;
      const events = held;
      held = [];
      events.forEach(apply);
    }
  }
}

async function goTo(channel, { record = true } = {}) {
  store.show(channel);
  if (record) writeAddress(false);
  drawHeader();
  await attempt(load(store.me, channel));
}

window.addEventListener("popstate", () => goTo(address().channel ?? store.channel, { record: false }));

// What happens -------------------------------------------------------------------------------------------------

const HANDLERS = {
  message_create: ({ message }) => receive(message),
  typing: ({ channel_id: channel, name }) => typing.began(channel, name),
  channels_changed: () => reload(),
  message_update: ({ message }) => store.putMessage(message),
  message_delete: ({ channel_id: channel, id }) => store.dropMessage(channel, id),
  modal_open: ({ interaction_id: id, modal }) => {
    store.settle(id, null);
    openModal(document.body, store, id, modal);
  },
  interaction_failed: ({ interaction_id: id, text }) => store.settle(id, text || "The application did not respond"),
  interaction_done: ({ interaction_id: id }) => store.settle(id, null),
  commands_changed: () => reload(),
  bot_status: ({ online }) => store.setBotOnline(online),
};

function apply(event) {
  HANDLERS[event.event]?.(event);
}

function receive(message) {
  store.arrived(message, isLooking());
  typing.ended(message.channel_id, message.author.name);
  if (!store.channelById(message.channel_id)) reload(); // a thread or a DM that was just opened
}

const isLooking = () => !document.hidden && messages.atEnd;

function readIfLooking() {
  if (isLooking()) store.read();
}
document.addEventListener("visibilitychange", readIfLooking);

function reload() {
  return attempt(load(store.me, store.channel));
}

function react(message, emoji, remove) {
  return attempt(api.react({ person: store.me, channel: store.channel, message, emoji, remove }));
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    toast("The browser does not let this page copy.");
  }
}

function press(message, customId, values) {
  if (store.pressedIn(message) === customId) return;
  store.setPressed(message, customId);
  const request = { person: store.me, channel: store.channel, message, custom_id: customId };
  api.press(values ? { ...request, values } : request).then(
    ({ interaction_id: id }) => store.await(id, (failure) => (failure ? store.failPress(message, failure) : store.setPressed(message, null))),
    (error) => store.failPress(message, error.message),
  );
}

async function attempt(promise) {
  try {
    await promise;
  } catch (error) {
    if (!(error instanceof api.ApiError)) throw error;
    toast(error.message);
  }
}

// Small parts of the page --------------------------------------------------------------------------------------

function markdownContext() {
  return {
    nameOf: (id) => store.person(id)?.name ?? "unknown-user",
    channelName: (id) => store.channelById(id)?.name ?? "unknown-channel",
    useCommand: (name) => composer.useCommand(name),
  };
}

function drawHeader() {
  const channel = store.channelById(store.channel);
  const name = channel?.name ?? "";
  const mentions = store.allChannels().reduce((sum, { id }) => sum + store.reading.mentions(id), 0);
  find("#topic").textContent = channel?.topic ?? "";
  find("#channel-sign").textContent = { dm: "@", thread: "↳" }[channel?.type] ?? "#";
  find("#channel-name").textContent = name;
  document.title = [mentions ? `(${mentions}) ` : "", name && `${name} · `, "Easel playground"].join("");
}

function drawStatus() {
  const status = find("#status");
  const [kind, text] = !store.connected ? ["lost", "Reconnecting…"]
    : store.bot.online ? ["online", `${store.bot.name} is online`] : ["offline", `${store.bot.name} is offline`];
  status.dataset.kind = kind;
  status.querySelector("#status-text").textContent = text;
}

function toast(text) {
  const node = find("#toast");
  node.textContent = text;
  node.hidden = false;
  window.clearTimeout(toast.timer);
  toast.timer = window.setTimeout(() => { node.hidden = true; }, TOAST_MS);
}

// Whatever is typed while nothing has the focus goes into the message line, "/" from anywhere outside a field.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
  if (event.target.closest("input, textarea, dialog, [role=menu], [role=listbox]")) return;
  if (event.key === "/") {
    event.preventDefault();
    composer.useCommand("");
  } else if (event.target === document.body) composer.focus();
});

// Beginning ----------------------------------------------------------------------------------------------------

store.on("bot", drawStatus);
store.on("channels", drawHeader);

async function begin() {
  const { person, channel } = address();
  await load(person, channel).catch(() => load(person, null)); // the address may name a channel that is gone
  writeAddress(true);
  const socket = new LiveSocket(store.me, {
    opened: () => {
      store.setConnected(true);
      reload();
    },
    closed: () => store.setConnected(false),
    event: (event) => (loading ? held.push(event) : apply(event)),
  });
  socket.open();
}

attempt(begin());
