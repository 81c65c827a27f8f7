// Discord's markdown as DOM nodes. Blocks first (code, quotes, headings, lists, subtext), then inline.

import { h } from "./dom.js";

const FENCE = /```(?:([a-z0-9_+-]+)\n)?\n?([\s\S]*?)\n?```/i;
const LINE_RULES = [
  { match: /^> ?(.*)$/, build: (hit, context) => h("blockquote", {}, inline(hit[1], context)) },
  { match: /^-# (.*)$/, build: (hit, context) => h("small", { class: "subtext" }, inline(hit[1], context)) },
  { match: /^(#{1,3}) (.*)$/, build: (hit, context) => heading(hit[1].length, hit[2], context) },
  { match: /^\s*[-*] (.*)$/, build: (hit, context) => h("div", { class: "bullet" }, inline(hit[1], context)) },
];

// Each rule: the pattern at its earliest place wins; on a tie, the first in this list.
const INLINE_RULES = [
  { match: /\\([\\*_~`|<>[\]()#-])/, build: (hit) => hit[1] },
  { match: /``(.+?)``|`([^`]+)`/, build: (hit) => h("code", { text: hit[1] ?? hit[2] }) },
  { match: /<@!?(\d+)>/, build: (hit, context) => mention(`@${context.nameOf(hit[1])}`) },
  { match: /<#(\d+)>/, build: (hit, context) => mention(`#${context.channelName(hit[1])}`) },
  { match: /<\/([^:>]+):\d+>/, build: (hit, context) => commandMention(hit[1], context) },
  { match: /<t:(-?\d+)(?::([tTdDfFR]))?>/, build: (hit) => timestamp(Number(hit[1]), hit[2] ?? "f") },
  { match: /<a?:(\w+):\d+>/, build: (hit) => h("span", { class: "emoji-name", text: `:${hit[1]}:` }) },
  { match: /\[((?:[^[\]]|\[[^\]]*\])+)\]\(<?(https?:\/\/[^\s<>]+?)>?(?: "[^"]*")?\)/, build: (hit, context) => link(hit[2], inline(hit[1], context)) },
  { match: /<(https?:\/\/[^\s>]+)>/, build: (hit) => link(hit[1], [hit[1]]) },
  { match: /https?:\/\/[^\s<>*|]+[^\s<>*|.,:;"')\]]/, build: (hit) => link(hit[0], [hit[0]]) },
  { match: /\|\|([\s\S]+?)\|\|/, build: (hit, context) => spoiler(inline(hit[1], context)) },
  { match: /\*\*\*([\s\S]+?)\*\*\*/, build: (hit, context) => h("strong", {}, h("em", {}, inline(hit[1], context))) },
  { match: /\*\*([\s\S]+?)\*\*(?!\*)/, build: (hit, context) => h("strong", {}, inline(hit[1], context)) },
  { match: /__([\s\S]+?)__(?!_)/, build: (hit, context) => h("u", {}, inline(hit[1], context)) },
  { match: /~~([\s\S]+?)~~/, build: (hit, context) => h("s", {}, inline(hit[1], context)) },
  { match: /\*(?!\s)([^*]+?)(?<!\s)\*(?!\*)/, build: (hit, context) => h("em", {}, inline(hit[1], context)) },
  { match: /(?<!\w)_([^_]+?)_(?!\w)/, build: (hit, context) => h("em", {}, inline(hit[1], context)) },
];

/**
 * The nodes of a text. `context` gives nameOf(id), channelName(id) and useCommand(name), which a
 * pressed command mention calls.
 */
export function render(text, context) {
  const nodes = [];
  let rest = text;
  for (let hit = FENCE.exec(rest); hit; hit = FENCE.exec(rest)) {
    nodes.push(...lines(rest.slice(0, hit.index).replace(/\n$/, ""), context));
    nodes.push(h("pre", {}, h("code", { text: hit[2] })));
    rest = rest.slice(hit.index + hit[0].length).replace(/^\n/, "");
  }
  return [...nodes, ...lines(rest, context)];
}

/** The text without its markup, on one line. */
export function plain(text, context) {
  return h("div", {}, render(text ?? "", context)).textContent.replaceAll(/\s+/g, " ");
}

function lines(text, context) {
  if (text === "") return [];
  const nodes = [];
  let plain = [];
  const flush = () => {
    if (plain.length) nodes.push(...inline(plain.join("\n"), context));
    plain = [];
  };
  for (const line of text.split("\n")) {
    const rule = LINE_RULES.find((candidate) => candidate.match.test(line));
    if (!rule) {
      plain.push(line);
      continue;
    }
    flush();
    nodes.push(rule.build(rule.match.exec(line), context));
  }
  flush();
  return nodes;
}

function inline(text, context) {
  const nodes = [];
  let rest = text;
  while (rest !== "") {
    const { hit, rule } = earliest(rest);
    if (!rule) return [...nodes, rest];
    if (hit.index > 0) nodes.push(rest.slice(0, hit.index));
    nodes.push(rule.build(hit, context));
    rest = rest.slice(hit.index + hit[0].length);
  }
  return nodes;
}

function earliest(text) {
  let best = { hit: null, rule: null };
  for (const rule of INLINE_RULES) {
    const hit = rule.match.exec(text);
    if (hit && (!best.hit || hit.index < best.hit.index)) best = { hit, rule };
  }
  return best;
}

function heading(level, text, context) {
  return h(`h${level + 2}`, { class: `heading heading-${level}` }, inline(text, context));
}

function mention(label) {
  return h("span", { class: "mention", text: label });
}

function commandMention(name, context) {
  return h("button", { type: "button", class: "mention", text: `/${name}`, on: { click: () => context.useCommand(name) } });
}

function link(url, children) {
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, children);
}

function spoiler(children) {
  const node = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Spoiler, press to show" }, children);
  const reveal = () => {
    node.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  };
  node.addEventListener("click", reveal);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    reveal();
  });
  return node;
}

const DATE_STYLES = {
  t: { timeStyle: "short" }, T: { timeStyle: "medium" }, d: { dateStyle: "short" }, D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" }, F: { dateStyle: "full", timeStyle: "short" },
};
const RELATIVE_UNITS = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

function timestamp(seconds, style) {
  const date = new Date(seconds * 1000);
  const full = new Intl.DateTimeFormat(undefined, DATE_STYLES.F).format(date);
  const text = style === "R" ? relative(seconds) : new Intl.DateTimeFormat(undefined, DATE_STYLES[style]).format(date);
  return h("time", { datetime: date.toISOString(), title: full, class: "timestamp-inline", text });
}

function relative(seconds) {
  const gap = seconds - Date.now() / 1000;
  const [unit, size] = RELATIVE_UNITS.find(([, length]) => Math.abs(gap) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(Math.round(gap / size), unit);
}
