// Puts the parts together: the address says who and where, the socket says what happens.

import * as api from "./api.js";
import { messageCommands } from "./commands.js";
import { Composer, runCommand } from "./composer.js";
import { Lightbox } from "./lightbox.js";
import { openMenu } from "./menu.js";
import { MessageList } from "./messages.js";
import { openModal } from "./modal.js";
import { Sidebar } from "./sidebar.js";
import { LiveSocket } from "./socket.js";
import { Store } from "./state.js";

const TOAST_MS = 6000;
const find = (selector) => document.querySelector(selector);

const store = new Store();
const lightbox = new Lightbox(document.body);
const composer = new Composer(find("#composer"), store);
const messages = new MessageList(find("#messages"), find("#jump"), store, {
  press, menu, markdown: markdownContext(), openLightbox: lightbox.open,
  reveal: (id) => messages.reveal(id),
  react: (message, emoji, remove) => attempt(api.react({ person: store.me, channel: store.channel, message, emoji, remove })),
  dismiss: (message) => attempt(api.dismiss({ person: store.me, message }).then(() => store.dropMessage(store.channel, message))),
  dismissPending: (id) => store.dropMessage(store.channel, id),
});
const sidebar = new Sidebar(find("#drawer"), find("#drawer-toggle"), store, (channel) => {
  sidebar.close();
  goTo(channel);
});

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
    store.load(snapshot, shown);
    drawHeader();
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
  store.putMessage(message);
  store.markUnread(message.channel_id);
  if (!store.channelById(message.channel_id)) reload(); // a thread or a DM that was just opened
}

function reload() {
  return attempt(load(store.me, store.channel));
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

function menu(anchor, id) {
  const message = store.message(id);
  openMenu(anchor, [
    ...messageCommands(store.commands).map(({ name }) => ({ label: name, run: () => attempt(runCommand(store, { name, message: id })) })),
    { label: "Copy text", run: () => navigator.clipboard?.writeText(message.content) },
    { label: "Copy message ID", run: () => navigator.clipboard?.writeText(id) },
  ]);
}

function drawHeader() {
  const channel = store.channelById(store.channel);
  const name = channel?.name ?? "";
  find("#channel-sign").textContent = { dm: "@", thread: "↳" }[channel?.type] ?? "#";
  find("#channel-name").textContent = name;
  document.title = name ? `${name} · Easel playground` : "Easel playground";
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

// Files may be dropped anywhere or pasted; with a dialog open they are not meant for the composer.
function takeFiles(event, transfer) {
  const files = [...(transfer?.files ?? [])];
  if (files.length === 0 || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  composer.takeFiles(files);
}
document.addEventListener("paste", (event) => takeFiles(event, event.clipboardData));
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.toggle("dragging", [...event.dataTransfer.types].includes("Files"));
});
document.addEventListener("dragleave", (event) => event.relatedTarget || document.body.classList.remove("dragging"));
document.addEventListener("drop", (event) => {
  document.body.classList.remove("dragging");
  event.preventDefault();
  takeFiles(event, event.dataTransfer);
});
// "/" begins a command wherever the focus is, unless something is being typed.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.closest("input, textarea, dialog") || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  composer.useCommand("");
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
