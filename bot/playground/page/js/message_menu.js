// What can be done with a message: the menu, with the bot's own commands in it, and the emoji to react with.

import { messageCommands } from "./commands.js";
import { avatar } from "./dom.js";
import { openMenu } from "./menu.js";

const EMOJI = [..."👍👎🎉😍😂😮😢🔥👏👀✨💯🌈🎨🌅✅🚀🙏💜⭐"].concat("❤️", "✉️", "❌", "🗑️");

/** `deeds`: reply(id), picker(anchor, id), runCommand(name, id), copy(text), remove(id). */
export function openMessageMenu(anchor, at, message, store, deeds) {
  const mine = message.author.id === store.me || store.channelById(store.channel)?.moderated;
  const apps = messageCommands(store.commands).map(({ name, label }) => ({
    label, icon: avatar(store.bot, "tiny"), run: () => deeds.runCommand(name, message.id),
  }));
  const open = [
    { label: "Add reaction", run: () => deeds.picker(anchor, message.id) },
    { label: "Reply", run: () => deeds.reply(message.id) },
  ];
  openMenu(anchor, [
    ...(message.ephemeral ? [] : open),
    { label: "Copy text", run: () => deeds.copy(message.content) },
    ...(apps.length ? [{ heading: "Apps" }, ...apps, { heading: "Message" }] : []),
    { label: "Copy message ID", run: () => deeds.copy(message.id) },
    ...(mine && !message.ephemeral ? [{ label: "Delete message", danger: true, run: () => deeds.remove(message.id) }] : []),
  ], { at, label: "Message" });
}

/** The emoji beside `anchor`; `choose(emoji)` gets the one taken. */
export function openPicker(anchor, choose) {
  openMenu(anchor, EMOJI.map((emoji) => ({ label: emoji, run: () => choose(emoji) })), { className: "emoji-grid", label: "Add reaction" });
}
