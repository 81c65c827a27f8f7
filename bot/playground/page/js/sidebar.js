// The servers, the channels of the shown one, and the person at the bottom. On a phone it is a drawer.

import { avatar, changes, decor, h, initials, redraw, setAttribute } from "./dom.js";
import { icon } from "./icons.js";
import { personItems, withPresence } from "./members.js";
import { openMenu } from "./menu.js";

const DIRECT = "dms";

/** What stands before a channel's name. */
export const signOf = (channel) => ({ dm: "@", thread: "↳" })[channel?.type] ?? "#";

/** Gives turn(open, refocus). `actions`: go(channelId) changes the channel, copy(text) copies. */
export function sidebar(drawer, toggle, store, actions) {
  const [rail, channelList, title, self] = ["rail", "channels", "place-name", "me"].map((id) => drawer.querySelector(`#${id}`));
  const changed = changes();
  let shown = null;

  /** Opens or closes the drawer, which only a narrow window has. */
  const turn = (open, refocus = true) => {
    document.body.classList.toggle("drawer-open", open);
    document.querySelector("main").inert = open; // what lies under the drawer is out of reach
    setAttribute(toggle, "aria-expanded", open);
    if (open) drawer.querySelector("[aria-current]")?.focus();
    else if (refocus && drawer.contains(document.activeElement)) toggle.focus();
  };
  const draw = () => {
    const places = placesOf(store);
    const me = store.person(store.me);
    if (!me || !changed(places, me)) return;
    const place = places.find(({ channels }) => channels.some((channel) => channel.current))
      ?? places.find(({ id }) => id === shown) ?? places[0];
    shown = place?.id;
    title.textContent = place?.name ?? "";
    const elsewhere = places.flatMap(({ channels }) => channels).filter((channel) => channel.unread);
    toggle.classList.toggle("unread", elsewhere.length > 0);
    setAttribute(toggle, "aria-label", `Channels${said(elsewhere.length > 0, mentionsIn(elsewhere))}`);
    redraw(rail, places.map((each) => placeButton(each, each.id === shown, actions)));
    redraw(channelList, (place?.channels ?? []).map((channel) => channelButton(channel, actions)));
    self.replaceChildren(withPresence(avatar(me), true),
      h("span.me-text", h("strong", me.name), h("small", "Switch person")), decor("chevron"));
  };
  const choosePerson = () => {
    const items = store.people.map((person) => {
      const [here] = personItems(person, store, actions);
      return { ...here, label: person.name, icon: avatar(person, "small") };
    });
    const [, tab, copy] = personItems(store.person(store.me), store, actions);
    openMenu(self, [{ heading: "Be somebody else" }, ...items, { heading: "This page" }, tab, copy], { label: "Switch person" });
  };

  self.addEventListener("click", choosePerson);
  toggle.addEventListener("click", () => turn(!document.body.classList.contains("drawer-open")));
  document.querySelector("#scrim").addEventListener("click", () => turn(false));
  drawer.addEventListener("keydown", (event) => event.key === "Escape" && turn(false));
  store.onChange(draw);
  return { turn };
}

/** The servers, and before them the conversations, with what is unread in each channel. */
function placesOf({ guilds, dms, reading, channel: here }) {
  const direct = { id: DIRECT, name: "Direct messages", channels: dms };
  const news = (channel) => ({
    ...channel, current: channel.id === here, unread: channel.id !== here && reading.unread(channel.id), mentions: reading.mentions(channel.id),
  });
  return [...(dms.length ? [direct] : []), ...guilds].map(({ id, name, channels }) => ({ id, name, channels: ordered(channels).map(news) }));
}

function placeButton({ id, name, channels }, current, { go }) {
  const unread = channels.some((channel) => channel.unread);
  const mentions = mentionsIn(channels);
  const target = channels.find((channel) => channel.current) ?? channels[0];
  return h("button.place", { class: unread ? "unread" : "", title: name, data: { id }, "aria-label": name + said(unread, mentions),
    "aria-current": current || null, click: () => target && go(target.id) },
  id === DIRECT ? icon("home") : initials(name), badge(mentions));
}

function channelButton(channel, { go }) {
  const { id, type, name, current, unread, mentions } = channel;
  return h("button.channel.line", { class: unread ? `${type} unread` : type, data: { id }, "aria-label": name + said(unread, mentions),
    "aria-current": current ? "page" : null, click: () => go(id) },
  decor("channel-sign", signOf(channel)), h("span.cut", name), badge(mentions));
}

const mentionsIn = (channels) => channels.reduce((sum, channel) => sum + channel.mentions, 0);

const badge = (mentions) => mentions > 0 && decor("badge", mentions);

function said(unread, mentions) {
  if (mentions) return `, ${mentions} ${mentions === 1 ? "mention" : "mentions"}`;
  return unread ? ", unread messages" : "";
}

/** Threads come right after the channel they belong to. */
function ordered(channels) {
  const ids = new Set(channels.map((channel) => channel.id));
  const top = channels.filter((channel) => channel.type !== "thread" || !ids.has(channel.parent_id));
  return top.flatMap((channel) => [channel, ...channels.filter((each) => each.type === "thread" && each.parent_id === channel.id)]);
}
