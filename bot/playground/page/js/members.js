// Who is in the shown server or conversation. A person leads to the page as they see it, here or in another tab.

import { avatar, changes, h, redraw, setAttribute } from "./dom.js";
import { openMenu } from "./menu.js";

/** `actions`: goTo(channel), showCommands() and copy(text). */
export function members(node, toggle, store, actions) {
  const changed = changes();

  /** In a narrow window the panel lies over the messages, so the focus goes in with it and out again. */
  const covers = () => getComputedStyle(node).position === "absolute";
  const turn = (show) => {
    document.body.classList.toggle("members-open", show);
    document.body.classList.toggle("members-closed", !show);
    setAttribute(toggle, "aria-expanded", show);
    if (covers()) (show ? node.querySelector("button") : toggle).focus();
  };
  const leave = () => covers() && turn(false);
  const leaving = (deed) => (...args) => {
    leave();
    deed(...args);
  };
  const deeds = { ...actions, goTo: leaving(actions.goTo), showCommands: leaving(actions.showCommands) };
  const draw = () => {
    const people = store.membersHere();
    if (!changed(people, store.bot, store.me, store.channel)) return;
    const isOff = (person) => person.bot && !store.bot.online;
    const entry = (person) => member(person, isOff(person), store, deeds);
    const online = people.filter((person) => !isOff(person)).sort((a, b) => a.name.localeCompare(b.name));
    redraw(node, [...group("Online", online, entry), ...group("Offline", people.filter(isOff), entry)]);
  };

  toggle.addEventListener("click", () => turn(node.offsetParent === null));
  setAttribute(toggle, "aria-expanded", node.offsetParent !== null);
  node.addEventListener("keydown", (event) => event.key === "Escape" && leave());
  store.onChange(draw);
}

function group(title, people, entry) {
  return people.length ? [h("h3", `${title} — ${people.length}`), h("ul", people.map(entry))] : [];
}

function member(person, off, store, actions) {
  const open = ({ currentTarget }) => openMenu(currentTarget, person.bot ? botItems(store, actions) : personItems(person, store, actions));
  return h("li", h("button.member.line", { class: off ? "off" : "", "aria-haspopup": "menu", data: { id: person.id }, click: open },
    withPresence(avatar(person), !off), h("span.cut", person.name), person.bot && h("span.app-tag", "APP"),
    person.id === store.me && h("small", "you")));
}

function botItems(store, actions) {
  const dm = store.dms.find((channel) => channel.members.length === 1);
  return [
    { label: "Show its commands", run: actions.showCommands },
    ...(dm ? [{ label: "Message", run: () => actions.goTo(dm.id) }] : []),
  ];
}

/** What to do with a person: be them, here or in a new tab. */
export function personItems(person, store, { copy }) {
  const href = `?${new URLSearchParams({ person: person.id, channel: store.channel })}`;
  return [
    { label: `Be ${person.name} in this tab`, href, current: person.id === store.me },
    { label: `Open a new tab as ${person.name}`, href, target: "_blank" },
    { label: "Copy link", run: () => copy(new URL(href, location.href).href) },
  ];
}

/** An avatar with the dot that says whether its owner is there. */
export function withPresence(node, online) {
  return h("span.presence", { class: online ? "" : "off" }, node);
}
