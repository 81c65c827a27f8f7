// The message list: one view per message, of which only the parts that changed are touched.

import { attachmentArea } from "./attachments.js";
import { componentRows } from "./components.js";
import { avatar, h, patchKeyed, setAttribute, slot } from "./dom.js";
import { embedNode, namesUsedByEmbeds } from "./embeds.js";
import { icon } from "./icons.js";
import { plain, render } from "./markdown.js";
import { bySnowflake } from "./reading.js";

const GROUP_WITHIN_MS = 7 * 60 * 1000;
const NEAR_BOTTOM_PX = 120;
const QUICK_REACTIONS = ["❤️", "⭐", "❌"];

export class MessageList {
  #list;
  #actions;
  #store;
  #views = new Map();
  #stuck = true;
  #channel = null;
  #jump;
  #scroller;
  #seen = 0;
  #pending = false;

  /**
   * `actions`: press, react, reply, picker, dismiss, dismissPending, openLightbox, menu, reveal, reachedEnd and
   * markdown (the render context).
   */
  constructor(scroller, list, jump, store, actions) {
    this.#scroller = scroller;
    this.#list = list;
    this.#jump = jump;
    this.#store = store;
    this.#actions = actions;
    scroller.addEventListener("scroll", () => this.#scrolled(scroller), { passive: true });
    jump.addEventListener("click", () => this.toEnd());
    new ResizeObserver(() => this.#stuck && this.toEnd()).observe(list);
    new ResizeObserver(() => this.#stuck && this.toEnd()).observe(scroller);
    store.on("messages", () => this.#drawSoon());
  }

  get atEnd() {
    return this.#stuck;
  }

  /** Several changes in a row are drawn once, as the browser paints: an answer takes its placeholder's place at once. */
  #drawSoon() {
    if (this.#pending) return;
    this.#pending = true;
    requestAnimationFrame(() => {
      this.#pending = false;
      this.draw();
    });
  }

  draw() {
    if (this.#channel !== this.#store.channel) {
      this.#channel = this.#store.channel;
      this.#stuck = true;
    }
    const messages = this.#store.messages();
    const items = withGrouping(messages, this.#store);
    patchKeyed(this.#list, this.#views, items, (item) => item.message.id, (item) => messageView(item.message, this.#store, this.#actions));
    if (this.#stuck) this.#seen = messages.length;
    if (this.#stuck) this.toEnd();
    this.#labelJump(messages.length - this.#seen);
  }

  #labelJump(missed) {
    const text = missed > 0 ? `${missed} new ${missed === 1 ? "message" : "messages"}` : "Jump to present";
    if (this.#jump.dataset.text === text) return;
    this.#jump.dataset.text = text;
    this.#jump.replaceChildren(text, icon("down"));
  }

  reveal(id) {
    const node = this.#views.get(id)?.node;
    if (!node) return;
    this.#stuck = false;
    node.scrollIntoView({ block: "center" });
    node.querySelector(".message").classList.remove("flash");
    requestAnimationFrame(() => node.querySelector(".message").classList.add("flash"));
  }

  #scrolled(scroller) {
    this.#stuck = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_BOTTOM_PX;
    this.#jump.hidden = this.#stuck;
    if (!this.#stuck) return;
    this.#seen = this.#list.childElementCount;
    this.#labelJump(0);
    this.#actions.reachedEnd();
  }

  /** To the newest message, and to stay there as others come. */
  toEnd() {
    this.#stuck = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#jump.hidden = true;
  }
}

/** Messages of one author in a row share one head, each day begins with its date, and a line stands before what is new. */
function withGrouping(messages, { divider, me }) {
  const isNew = (message) => divider !== null && !message.local && message.author.id !== me && bySnowflake(message.id, divider) > 0;
  const firstNew = messages.find(isNew);
  return messages.map((message, index) => {
    const before = messages[index - 1];
    const day = new Date(message.timestamp).toDateString();
    const newDay = !before || new Date(before.timestamp).toDateString() !== day;
    const follows = before && !newDay && before.author.id === message.author.id && !message.reference && !message.interaction
      && before.ephemeral === message.ephemeral && new Date(message.timestamp) - new Date(before.timestamp) < GROUP_WITHIN_MS;
    const fresh = message === firstNew;
    return { message, follows: Boolean(follows) && !fresh, day: newDay ? message.timestamp : null, fresh };
  });
}

function messageView(first, store, actions) {
  const parts = {
    day: slot("divider"), above: slot("above"), head: slot("head"), content: slot("content markdown"),
    embeds: slot("embeds"), reactions: slot("reactions"), notice: slot("notice"), toolbar: slot("toolbar"),
    face: slot("face"),
    files: attachmentArea(actions.openLightbox),
    rows: componentRows((customId, values) => actions.press(first.id, customId, values)),
  };
  const body = h("div", { class: "body" }, parts.head.node, parts.content.node, parts.files.node, parts.embeds.node,
    parts.rows.node, parts.reactions.node, parts.notice.node);
  const article = h("article", { class: "message", tabindex: "-1", data: first.local ? { id: first.id, local: first.local } : { id: first.id } }, parts.above.node, parts.face.node, body, parts.toolbar.node);
  const node = h("li", {}, parts.day.node, article);
  node.classList.add("entering");
  return { node, update: (item) => fill(node, article, parts, item, store, actions) };
}

function fill(node, article, parts, { message, follows, day, fresh }, store, actions) {
  article.classList.toggle("follows", follows);
  article.classList.toggle("ephemeral", Boolean(message.ephemeral) || message.local === "failed");
  article.classList.toggle("mentions-me", !message.author.bot && (message.mentions ?? []).some((person) => person.id === store.me));
  setAttribute(article, "aria-label", `${message.author.name}, ${clock(message.timestamp)}`);
  parts.day.node.className = ["divider", day && "day", fresh && "fresh"].filter(Boolean).join(" ");
  parts.day.fill([day && new Date(day).toDateString(), fresh], () => [
    day && h("span", { text: new Date(day).toLocaleDateString(undefined, { dateStyle: "long" }) }),
    fresh && h("span", { class: "new-tag", text: "New" }, h("span", { class: "visually-hidden", text: " messages" })),
  ]);
  parts.above.fill([message.reference, message.interaction], () => [referenceLine(message, store, actions), usedLine(message, store)]);
  parts.face.fill([message.author, follows, message.timestamp], () => [follows ? hoverTime(message) : avatar(message.author)]);
  parts.head.fill([message.author, follows, message.timestamp], () => (follows ? [] : head(message)));
  parts.content.fill([message.content, message.edited, message.thinking, message.local], () => contentOf(message, actions));
  const inEmbeds = namesUsedByEmbeds(message.embeds ?? []);
  parts.files.update((message.attachments ?? []).filter((attachment) => !inEmbeds.has(attachment.filename)));
  parts.embeds.fill([message.embeds, inEmbeds.size ? message.attachments : null], () =>
    (message.embeds ?? []).map((embed) => embedNode(embed, message.attachments ?? [], actions.markdown, actions.openLightbox)));
  parts.rows.update(message.components ?? []);
  parts.rows.setWaiting(store.pressedIn(message.id));
  parts.reactions.fill(message.reactions, () => reactionNodes(message, actions));
  const failure = store.failureOf(message.id) ?? message.failure ?? null;
  parts.notice.fill([failure, message.ephemeral, message.local], () => notices(message, failure, actions));
  parts.toolbar.fill([message.local, message.ephemeral, store.commands.length], () => toolbar(message, actions));
}

function head(message) {
  const { author } = message;
  return [
    h("span", { class: author.bot ? "author bot" : "author", text: author.name }),
    author.bot && h("span", { class: "app-tag", text: "APP" }),
    h("time", { datetime: message.timestamp, title: new Date(message.timestamp).toLocaleString(), text: clock(message.timestamp) }),
  ];
}

function hoverTime(message) {
  const time = new Date(message.timestamp).toLocaleTimeString(undefined, { timeStyle: "short" });
  return h("time", { class: "hover-time", datetime: message.timestamp, text: time });
}

function clock(timestamp) {
  const date = new Date(timestamp);
  const time = date.toLocaleTimeString(undefined, { timeStyle: "short" });
  return date.toDateString() === new Date().toDateString() ? `Today at ${time}` : `${date.toLocaleDateString()} ${time}`;
}

function referenceLine(message, store, actions) {
  const { reference } = message;
  if (!reference) return null;
  if (reference.deleted) return h("div", { class: "reference" }, h("em", { text: "Original message was deleted" }));
  return h("button", { type: "button", class: "reference", "aria-label": `Reply to ${reference.author_name}: show that message`,
    on: { click: () => actions.reveal(reference.message_id) } },
  h("span", { class: "reference-author", text: `@${reference.author_name}` }),
  h("span", { class: "reference-excerpt" }, plain(reference.excerpt, actions.markdown) || "Click to see attachment"));
}

function usedLine({ interaction }, store) {
  if (!interaction) return null;
  const user = store.people.find((person) => person.name === interaction.user_name) ?? { name: interaction.user_name };
  return h("div", { class: "used" }, avatar(user, "avatar tiny"), h("strong", { text: interaction.user_name }), " used ",
    h("span", { class: "command-name", text: `/${interaction.command_name}` }));
}

function contentOf(message, actions) {
  if (message.local === "sending") return [h("span", { class: "thinking", role: "status" }, dots(), "Sending command…")];
  if (message.thinking) return [h("span", { class: "thinking", role: "status" }, dots(), `${message.author.name} is thinking…`)];
  if (!message.content) return [];
  const edited = message.edited && h("span", { class: "edited", text: " (edited)" });
  return [...render(message.content, actions.markdown), edited];
}

function dots() {
  return h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
}

function reactionNode(message, { emoji, count, me }, actions) {
  const label = `${emoji}, ${count} ${count === 1 ? "reaction" : "reactions"}`;
  return h("button", { type: "button", class: "reaction", "aria-pressed": String(Boolean(me)), "aria-label": label,
    on: { click: () => actions.react(message.id, emoji, Boolean(me)) } },
  h("span", { text: emoji }), h("span", { class: "reaction-count", text: count }));
}

function reactionNodes(message, actions) {
  const reactions = message.reactions ?? [];
  const add = h("button", { type: "button", class: "reaction add", "aria-label": "Add reaction", "aria-haspopup": "menu",
    on: { click: (event) => actions.picker(event.currentTarget, message.id) } }, icon("smile"));
  return reactions.length ? [...reactions.map((reaction) => reactionNode(message, reaction, actions)), add] : [];
}

function notices(message, failure, actions) {
  const dismissible = message.ephemeral || message.local === "failed";
  const dismiss = () => (message.local ? actions.dismissPending(message.id) : actions.dismiss(message.id));
  return [
    failure && h("div", { class: "failure", role: "alert", text: failure }),
    dismissible && h("div", { class: "only-you" }, h("span", { "aria-hidden": "true", text: "👁\uFE0E " }), "Only you can see this • ",
      h("button", { type: "button", class: "text-button", text: "Dismiss message", on: { click: dismiss } })),
  ];
}

function toolbar(message, actions) {
  if (message.local) return [];
  const deed = (label, content, click, popup) => h("button", { type: "button", "aria-label": label, title: label, "aria-haspopup": popup, on: { click } }, content);
  const open = message.ephemeral ? [] : [
    ...QUICK_REACTIONS.map((emoji) => deed(`React with ${emoji}`, emoji, () => actions.react(message.id, emoji, false))),
    deed("Add reaction", icon("smile"), (event) => actions.picker(event.currentTarget, message.id), "menu"),
    deed("Reply", icon("reply"), () => actions.reply(message.id)),
  ];
  return [...open, deed("More", icon("dots"), (event) => actions.menu(event.currentTarget.getBoundingClientRect(), message.id, event.currentTarget), "menu")];
}
