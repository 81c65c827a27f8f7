// Discord's markdown as DOM nodes. Blocks first (code, quotes, headings, lists, subtext), then inline.

import { h, outward } from "./dom.js";

const FENCE = /```(?:([a-z0-9_+-]+)\n)?\n?([\s\S]*?)\n?```/i;
const LINE_RULES = [
  { match: /^> ?(.*)$/, build: within("blockquote") },
  { match: /^-# (.*)$/, build: within("small.subtext") },
  { match: /^(#{1,3}) (.*)$/, build: (hit, context) => h(`h${hit[1].length + 2}`, inline(hit[2], context)) },
  { match: /^\s*[-*] (.*)$/, build: within("div.bullet") },
];

// Each rule: the pattern at its earliest place wins; on a tie, the first in this list.
const INLINE_RULES = [
  { match: /\\([\\*_~`|<>[\]()#-])/, build: (hit) => hit[1] },
  { match: /``(.+?)``|`([^`]+)`/, build: (hit) => h("code", hit[1] ?? hit[2]) },
  { match: /<@!?(\d+)>/, build: (hit, context) => h("span.mention", `@${context.nameOf(hit[1])}`) },
  { match: /<#(\d+)>/, build: (hit, context) => h("span.mention", `#${context.channelName(hit[1])}`) },
  { match: /<\/([^:>]+):\d+>/, build: (hit, context) => commandMention(hit[1], context) },
  { match: /<t:(-?\d+)(?::([tTdDfFR]))?>/, build: (hit) => timestamp(Number(hit[1]), hit[2] ?? "f") },
  { match: /<a?:(\w+):\d+>/, build: (hit) => h("span.emoji-name", `:${hit[1]}:`) },
  { match: /\[((?:[^[\]]|\[[^\]]*\])+)\]\(<?(https?:\/\/[^\s<>]+?)>?(?: "[^"]*")?\)/, build: (hit, context) => outward(hit[2], inline(hit[1], context)) },
  { match: /<(https?:\/\/[^\s>]+)>/, build: (hit) => outward(hit[1], hit[1]) },
  { match: /https?:\/\/[^\s<>*|]+[^\s<>*|.,:;"')\]]/, build: (hit) => outward(hit[0], hit[0]) },
  { match: /\|\|([\s\S]+?)\|\|/, build: (hit, context) => spoiler(inline(hit[1], context)) },
  { match: /\*\*\*([\s\S]+?)\*\*\*/, build: (hit, context) => h("strong", h("em", inline(hit[1], context))) },
  { match: /\*\*([\s\S]+?)\*\*(?!\*)/, build: within("strong") },
  { match: /__([\s\S]+?)__(?!_)/, build: within("u") },
  { match: /~~([\s\S]+?)~~/, build: within("s") },
  { match: /\*(?!\s)([^*]+?)(?<!\s)\*(?!\*)/, build: within("em") },
  { match: /(?<!\w)_([^_]+?)_(?!\w)/, build: within("em") },
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
    nodes.push(h("pre", h("code", hit[2])));
    rest = rest.slice(hit.index + hit[0].length).replace(/^\n/, "");
  }
  return [...nodes, ...lines(rest, context)];
}

/** The text without its markup, on one line. */
export function plain(text, context) {
  const lines = (text ?? "").replaceAll("```", "").split("\n");
  return lines.map((line) => h("div", render(line, context)).textContent).join(" ").replaceAll(/\s+/g, " ");
}

function lines(text, context) {
  if (text === "") return [];
  const nodes = [];
  const plain = [];
  const flush = () => nodes.push(...inline(plain.splice(0).join("\n"), context));
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
  for (let found = earliest(rest); found; found = earliest(rest)) {
    const { hit, build } = found;
    nodes.push(rest.slice(0, hit.index), build(hit, context));
    rest = rest.slice(hit.index + hit[0].length);
  }
  return [...nodes, rest].filter((node) => node !== "");
}

function earliest(text) {
  let best = null;
  for (const { match, build } of INLINE_RULES) {
    const hit = match.exec(text);
    if (hit && (!best || hit.index < best.hit.index)) best = { hit, build };
  }
  return best;
}

/** Builds an element around what the first group of a rule has caught. */
function within(selector) {
  return (hit, context) => h(selector, inline(hit[1], context));
}

function commandMention(name, context) {
  return h("button.mention", { click: () => context.useCommand(name) }, `/${name}`);
}

function spoiler(children) {
  const reveal = () => {
    node.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  };
  const keydown = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    reveal();
  };
  const node = h("span.spoiler", { role: "button", tabindex: "0", "aria-label": "Spoiler, press to show", click: reveal, keydown }, children);
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
  return h("time.timestamp-inline", { datetime: date.toISOString(), title: full }, text);
}

function relative(seconds) {
  const gap = seconds - Date.now() / 1000;
  const [unit, size] = RELATIVE_UNITS.find(([, length]) => Math.abs(gap) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(Math.round(gap / size), unit);
}
