// Puts the parts together: the address says who and where, the socket says what happens.

import * as api from "./api.js";
import { composer, runCommand } from "./composer.js";
import { changes } from "./dom.js";
import { takeDropsAndPastes } from "./drops.js";
import { icon } from "./icons.js";
import { levers } from "./levers.js";
import { lightbox } from "./lightbox.js";
import { members } from "./members.js";
import { openMessageMenu, openPicker } from "./message_menu.js";
import { messageList } from "./messages.js";
import { openModal } from "./modal.js";
import { wireMessages } from "./pointers.js";
import { sidebar, signOf } from "./sidebar.js";
import { openSocket } from "./socket.js";
import { Store } from "./state.js";
import { typingLine, typingTeller } from "./typing.js";
import { welcome } from "./welcome.js";

const TOAST_MS = 6000;
const find = (selector) => document.querySelector(selector);

for (const node of document.querySelectorAll("[data-icon]")) node.append(icon(node.dataset.icon));

const store = new Store();
const line = composer(find("#composer"), store, {
  typing: typingTeller(() => api.tellTyping(store.place).catch(() => {})),
  sent: () => messages.toEnd(),
  idle: () => {
    store.forgetDivider();
    messages.toEnd();
  },
});
const deeds = {
  reply: (id) => line.reply(store.message(id)),
  picker: (anchor, id) => openPicker(anchor, (emoji) => react(id, emoji, false)),
  menu: (at, id, anchor) => openMessageMenu(anchor, at, store.message(id), store, deeds),
  runCommand: (name, id) => attempt(runCommand(store, { name, message: id })),
  remove: (id) => attempt(api.deleteMessage({ person: store.me, message: id })),
  copy,
};
const messages = messageList(find("#scroller"), find("#messages"), find("#jump"), store, {
  ...deeds, press, react, markdown: markdownContext(), openLightbox: lightbox(document.body),
  reveal: (id) => messages.reveal(id),
  reachedEnd: readIfLooking,
  dismiss: (message) => attempt(dismiss(message)),
});
const typing = typingLine(find("#typing"), store);
const enter = (channel) => {
  side.turn(false, false);
  goTo(channel);
};
const side = sidebar(find("#drawer"), find("#drawer-toggle"), store, { go: enter, copy });
members(find("#members"), find("#members-toggle"), store, { goTo: enter, copy, showCommands: () => line.useCommand("") });
const drawer = levers(find("#levers"), find("#levers-toggle"));
welcome(find("#welcome"), store, line.useCommand);
wireMessages(find("#scroller"), find("#messages"), deeds);
takeDropsAndPastes(line.takeFiles);

// Where we are

let loading = 0;
let held = [];

function address() {
  const { person = null, channel = null } = Object.fromEntries(new URLSearchParams(location.search));
  return { person, channel };
}

function writeAddress(replace) {
  history[replace ? "replaceState" : "pushState"](null, "", `?${new URLSearchParams(store.place)}`);
}

/** Loads a channel; events that arrive meanwhile are newer than the answer, so they are applied after it. */
async function load(person, channel) {
  loading += 1;
  const turn = loading;
  try {
    const snapshot = await api.fetchState(person, channel);
    if (turn !== loading) return;
    store.load(snapshot, channel);
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
  await attempt(load(store.me, channel));
}

window.addEventListener("popstate", () => goTo(address().channel ?? store.channel, { record: false }));

// What happens

const HANDLERS = {
  message_create: ({ message }) => receive(message),
  typing: ({ channel_id: channel, name }) => typing.began(channel, name),
  channels_changed: reload,
  message_update: ({ message }) => store.putMessage(message),
  message_delete: ({ channel_id: channel, id }) => store.dropMessage(channel, id),
  modal_open: ({ interaction_id: id, modal }) => {
    store.settle(id, null);
    openModal(document.body, store, id, modal);
  },
  interaction_failed: ({ interaction_id: id, text }) => store.settle(id, text || "The application did not respond"),
  interaction_done: ({ interaction_id: id }) => store.settle(id, null),
  commands_changed: reload,
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

const isLooking = () => !document.hidden && messages.isAtEnd();

function readIfLooking() {
  if (isLooking()) store.read();
}
document.addEventListener("visibilitychange", readIfLooking);

function reload() {
  return attempt(load(store.me, store.channel));
}

async function dismiss({ id, local, channel_id: channel }) {
  if (!local) await api.dismiss({ person: store.me, message: id });
  store.dropMessage(channel, id);
}

function react(message, emoji, remove) {
  return attempt(api.react({ ...store.place, message, emoji, remove }));
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
  api.press({ ...store.place, message, custom_id: customId, values }).then(
    ({ interaction_id: id }) => store.await(id, (failure) => (failure ? store.failPress(message, failure) : store.setPressed(message, null))),
    (error) => store.failPress(message, error.message),
  );
}

function attempt(promise) {
  return promise.catch((error) => toast(api.sentenceOf(error)));
}

// Small parts of the page

function markdownContext() {
  return {
    nameOf: (id) => store.person(id)?.name ?? "unknown-user",
    channelName: (id) => store.channelById(id)?.name ?? "unknown-channel",
    useCommand: line.useCommand,
  };
}

function drawHeader() {
  const channel = store.channelById(store.channel);
  const name = channel?.name ?? "";
  const mentions = store.allChannels().reduce((sum, { id }) => sum + store.reading.mentions(id), 0);
  const texts = { topic: channel?.topic ?? "", "channel-sign": signOf(channel), "channel-name": name };
  for (const [id, text] of Object.entries(texts)) find(`#${id}`).textContent = text;
  document.title = [mentions ? `(${mentions}) ` : "", name && `${name} · `, "Easel playground"].join("");
}

const statusChanged = changes();

function drawStatus() {
  const [kind, text] = !store.connected ? ["lost", "Reconnecting…"]
    : store.bot.online ? ["online", `${store.bot.name} is online`] : ["offline", `${store.bot.name} is offline`];
  if (!statusChanged(kind, text)) return; // the same again would be read out again
  find("#status").dataset.kind = kind;
  find("#status-text").textContent = text;
}

function toast(text) {
  const node = find("#toast");
  node.textContent = text;
  node.hidden = false;
  window.clearTimeout(toast.timer);
  toast.timer = window.setTimeout(() => { node.hidden = true; }, TOAST_MS);
}

// Whatever is typed outside of any control goes into the message line, "/" from anywhere outside a field.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
  if (event.target.closest("input, textarea, dialog, [role=menu], [role=listbox]")) return;
  if (event.key === "/") {
    event.preventDefault();
    line.useCommand("");
  } else if (event.target === document.body || (event.key !== " " && event.target.matches(".message"))) line.focus();
});

// Beginning

store.onChange(drawStatus);
store.onChange(drawHeader);

async function begin() {
  const { person, channel } = address();
  await load(person, channel).catch(() => load(person, null)); // the address may name a channel that is gone
  writeAddress(true);
  openSocket(store.me, {
    opened: () => {
      store.stopWaiting();
      store.setConnected(true);
      reload();
      drawer.refresh();
    },
    closed: () => store.setConnected(false),
    event: (event) => (loading ? held.push(event) : apply(event)),
  });
}

attempt(begin());
