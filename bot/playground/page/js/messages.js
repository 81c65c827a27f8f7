// The message list: one view per message, of which only the parts that changed are touched.

import { attachmentArea } from "./attachments.js";
import { componentRows } from "./components.js";
import { avatar, decor, dots, h, patchKeyed, setAttribute, slot } from "./dom.js";
import { embedNode } from "./embeds.js";
import { icon } from "./icons.js";
import { plain, render } from "./markdown.js";
import { bySnowflake } from "./reading.js";

const GROUP_WITHIN_MS = 7 * 60 * 1000;
const NEAR_BOTTOM_PX = 120;
const QUICK_REACTIONS = ["❤️", "⭐", "❌"];

/**
 * Gives isAtEnd(), reveal(id) and toEnd(). `actions`: press, react, reply, picker, dismiss, openLightbox, menu, reveal,
 * reachedEnd and markdown (the render context).
 */
export function messageList(scroller, list, jump, store, actions) {
  const views = new Map();
  let stuck = true;
  let shown = null;
  let seen = 0;
  let pending = false;

  /** Several changes in a row are drawn once, as the browser paints: an answer takes its placeholder's place at once. */
  const drawSoon = () => {
    if (pending) return;
    pending = true;
    requestAnimationFrame(() => {
      pending = false;
      draw();
    });
  };
  const draw = () => {
    const refocus = shown === store.channel && focusIn(list, scroller);
    if (shown !== store.channel) stuck = true;
    shown = store.channel;
    const items = withGrouping(store.messages(), store);
    patchKeyed(list, views, items, (item) => item.message.id, (item) => messageView(item.message, store, actions));
    if (refocus) refocus();
    if (stuck) {
      seen = items.length;
      toEnd();
    }
    labelJump(items.length - seen);
  };
  const labelJump = (missed) => {
    const text = missed > 0 ? `${missed} new ${missed === 1 ? "message" : "messages"}` : "Jump to present";
    if (jump.textContent !== text) jump.replaceChildren(text, icon("down"));
  };
  const scrolled = () => {
    stuck = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_BOTTOM_PX;
    jump.hidden = stuck;
    if (!stuck) return;
    seen = list.childElementCount;
    labelJump(0);
    actions.reachedEnd();
  };
  /** To the newest message, and to stay there as others come. */
  const toEnd = () => {
    stuck = true;
    scroller.scrollTop = scroller.scrollHeight;
    jump.hidden = true;
  };
  const reveal = (id) => {
    const node = views.get(id)?.node;
    if (!node) return;
    stuck = false;
    node.scrollIntoView({ block: "center" });
    const { classList } = node.querySelector(".message");
    classList.remove("flash");
    requestAnimationFrame(() => classList.add("flash"));
  };

  scroller.addEventListener("scroll", scrolled, { passive: true });
  jump.addEventListener("click", toEnd);
  const sizes = new ResizeObserver(() => stuck && toEnd());
  for (const node of [list, scroller]) sizes.observe(node);
  store.onChange(drawSoon);
  return { isAtEnd: () => stuck, reveal, toEnd };
}

/** Gives a function for after a redraw: a focus that is lost by then goes to its message, or to the one in its place. */
function focusIn(list, scroller) {
  const entries = [...list.children];
  const at = entries.findIndex((entry) => entry.contains(document.activeElement));
  return () => {
    if (at < 0 || document.activeElement !== document.body) return;
    const entry = entries[at].isConnected ? entries[at] : list.children[at] ?? list.lastElementChild;
    (entry?.querySelector(".message") ?? scroller).focus({ preventScroll: true });
  };
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
  const body = h("div.body", parts.head.node, parts.content.node, parts.files.node, parts.embeds.node,
    parts.rows.node, parts.reactions.node, parts.notice.node);
  const data = first.local ? { id: first.id, local: first.local } : { id: first.id };
  const article = h("article.message", { tabindex: "-1", data }, parts.above.node, parts.face.node, body, parts.toolbar.node);
  const node = h("li.entering", parts.day.node, article);
  return { node, update: (item) => fill(article, parts, item, store, actions) };
}

function fill(article, parts, { message, follows, day, fresh }, store, actions) {
  article.classList.toggle("follows", follows);
  article.classList.toggle("ephemeral", Boolean(message.ephemeral) || message.local === "failed");
  article.classList.toggle("mentions-me", message.mentions.some((person) => person.id === store.me));
  setAttribute(article, "aria-label", `${message.author.name}, ${clock(message.timestamp)}`);
  parts.day.node.className = ["divider", day && "day", fresh && "fresh"].filter(Boolean).join(" ");
  parts.day.fill([day && new Date(day).toDateString(), fresh], () => [
    day && h("span", new Date(day).toLocaleDateString(undefined, { dateStyle: "long" })),
    fresh && h("span.new-tag", "New", h("span.visually-hidden", " messages")),
  ]);
  parts.above.fill([message.reference, message.interaction], () => [referenceLine(message, store, actions), usedLine(message, store)]);
  parts.face.fill([message.author, follows, message.timestamp], () => [follows ? hoverTime(message) : avatar(message.author)]);
  parts.head.fill([message.author, follows, message.timestamp], () => (follows ? [] : head(message)));
  parts.content.fill([message.content, message.edited, message.thinking, message.local], () => contentOf(message, actions));
  parts.files.update(message.attachments);
  parts.embeds.fill(message.embeds, () => message.embeds.map((embed) => embedNode(embed, actions.markdown, actions.openLightbox)));
  parts.rows.update(message.components);
  parts.rows.setWaiting(store.pressedIn(message.id));
  parts.reactions.fill(message.reactions, () => reactionNodes(message, actions));
  const failure = store.failureOf(message.id) ?? message.failure ?? null;
  parts.notice.fill([failure, message.ephemeral, message.local], () => notices(message, failure, actions));
  parts.toolbar.fill([message.local, message.ephemeral, store.commands.length], () => toolbar(message, actions));
}

function head(message) {
  const { author } = message;
  return [
    h("strong.author", author.name),
    author.bot && h("span.app-tag", "APP"),
    h("time", { datetime: message.timestamp, title: new Date(message.timestamp).toLocaleString() }, clock(message.timestamp)),
  ];
}

function hoverTime(message) {
  return h("time.hover-time", { datetime: message.timestamp }, timeOfDay(new Date(message.timestamp)));
}

const timeOfDay = (date) => date.toLocaleTimeString(undefined, { timeStyle: "short" });

function clock(timestamp) {
  const date = new Date(timestamp);
  const time = timeOfDay(date);
  return date.toDateString() === new Date().toDateString() ? `Today at ${time}` : `${date.toLocaleDateString()} ${time}`;
}

function referenceLine(message, store, actions) {
  const { reference } = message;
  if (!reference) return null;
  if (reference.deleted) return h("div", h("em", "Original message was deleted"));
  return h("button.line", { "aria-label": `Reply to ${reference.author_name}: show that message`,
    click: () => actions.reveal(reference.message_id) },
  h("b", `@${reference.author_name}`),
  h("span.cut", plain(reference.excerpt, actions.markdown) || "Click to see attachment"));
}

function usedLine({ interaction }, store) {
  if (!interaction) return null;
  const user = store.people.find((person) => person.name === interaction.user_name) ?? { name: interaction.user_name };
  return h("div.line", avatar(user, "tiny"), h("strong", interaction.user_name), " used ",
    h("span.command-name.cut", `/${interaction.command_name}`));
}

function contentOf(message, actions) {
  const awaited = message.local === "sending" ? "Sending command…" : message.thinking && `${message.author.name} is thinking…`;
  if (awaited) return [h("span.thinking.line", { role: "status" }, dots(), awaited)];
  if (!message.content) return [];
  const edited = message.edited && h("small.edited", " (edited)");
  return [...render(message.content, actions.markdown), edited];
}

function reactionNode(message, { emoji, count, me }, actions) {
  const label = `${emoji}, ${count} ${count === 1 ? "reaction" : "reactions"}`;
  return h("button.reaction.line", { "aria-pressed": Boolean(me), "aria-label": label, data: { id: emoji },
    click: () => actions.react(message.id, emoji, Boolean(me)) },
  emoji, h("b", count));
}

function reactionNodes(message, actions) {
  const { reactions } = message;
  const add = h("button.reaction.line.add", { "aria-label": "Add reaction", "aria-haspopup": "menu", data: { id: "add" },
    click: (event) => actions.picker(event.currentTarget, message.id) }, icon("smile"));
  return reactions.length ? [...reactions.map((reaction) => reactionNode(message, reaction, actions)), add] : [];
}

function notices(message, failure, actions) {
  const dismissible = message.ephemeral || message.local === "failed";
  return [
    failure && h("div.failure", { role: "alert" }, failure),
    dismissible && h("div", decor("eye", "👁\uFE0E "), "Only you can see this • ",
      h("button.text-button", { click: () => actions.dismiss(message) }, "Dismiss message")),
  ];
}

function toolbar(message, actions) {
  if (message.local) return [];
  const deed = (label, content, click, popup) => h("button.icon-button", { "aria-label": label, title: label, "aria-haspopup": popup, click }, content);
  const open = message.ephemeral ? [] : [
    ...QUICK_REACTIONS.map((emoji) => deed(`React with ${emoji}`, emoji, () => actions.react(message.id, emoji, false))),
    deed("Add reaction", icon("smile"), (event) => actions.picker(event.currentTarget, message.id), "menu"),
    deed("Reply", icon("reply"), () => actions.reply(message.id)),
  ];
  return [...open, deed("More", icon("dots"), (event) => actions.menu(event.currentTarget.getBoundingClientRect(), message.id, event.currentTarget), "menu")];
}
