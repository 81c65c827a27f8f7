// What goes along with a plain message: the message that it answers, and files.

import { sentenceOf, upload } from "./api.js";
import { avatar, decor, h } from "./dom.js";
import { icon } from "./icons.js";

/** `changed()` is called after each change by the person, `failed(sentence)` when a file cannot be taken. */
export function draft(node, { changed, failed }) {
  let answered = null;
  let entries = [];

  const draw = () => {
    node.hidden = !answered && entries.length === 0;
    node.replaceChildren();
    if (answered) node.append(replyBar());
    if (entries.length) node.append(h("ul.tray", { "aria-label": "Files to send" }, entries.map(trayFile)));
  };
  const set = (message, files) => {
    for (const entry of entries) if (!files.includes(entry)) URL.revokeObjectURL(entry.url);
    answered = message;
    entries = files;
    draw();
  };
  const remove = (entry) => {
    set(answered, entries.filter((each) => each !== entry));
    changed();
  };
  const dropReply = () => {
    set(null, entries);
    changed();
  };
  const drop = (label, click) => h("button.icon-button.small", { "aria-label": label, click }, icon("close"));
  const replyBar = () => h("div.reply-bar.line",
    h("span.line", "Replying to ", avatar(answered.author, "tiny"), " ", h("strong", answered.author.name)),
    drop("Do not reply", dropReply));
  const trayFile = (entry) => h("li.tray-file",
    entry.url ? h("img", { src: entry.url, alt: "" }) : decor("file-icon", "📄"),
    h("span.cut", entry.file.name || "Pasted picture"),
    drop(`Remove ${entry.file.name}`, () => remove(entry)));
  const begin = (file) => {
    const entry = { file, id: null, url: file.type.startsWith("image/") ? URL.createObjectURL(file) : null };
    entry.stored = upload(file).then((id) => { entry.id = id; }, (error) => {
      remove(entry);
      failed(sentenceOf(error));
    });
    return entry;
  };

  return {
    isEmpty: () => node.hidden,
    hasFiles: () => entries.length > 0,
    reply: (message) => set(message, entries),
    addFiles: (files) => set(answered, [...entries, ...files.map(begin)]),
    clear: () => set(null, []),
    /** What a send needs of it, once every file has arrived. */
    async parts() {
      await Promise.all(entries.map((entry) => entry.stored));
      return { files: entries.map((entry) => entry.id), reply_to: answered?.id };
    },
  };
}
