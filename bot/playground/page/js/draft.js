// What goes along with a plain message: the message that it answers, and files.

import { ApiError, upload } from "./api.js";
import { avatar, h } from "./dom.js";
import { icon } from "./icons.js";

export class Draft {
  #node;
  #changed;
  #failed;
  #reply = null;
  #files = [];

  /** `changed()` after each change by the person, `failed(sentence)` when a file cannot be taken. */
  constructor(node, { changed, failed }) {
    this.#node = node;
    this.#changed = changed;
    this.#failed = failed;
  }

  get empty() {
    return this.#reply === null && this.#files.length === 0;
  }

  get hasFiles() {
    return this.#files.length > 0;
  }

  reply(message) {
    this.#reply = message;
    this.#draw();
  }

  addFiles(files) {
    for (const file of files) {
      const entry = { file, id: null, url: file.type.startsWith("image/") ? URL.createObjectURL(file) : null };
      entry.stored = upload(file).then((id) => { entry.id = id; }, (error) => this.#lost(entry, error));
      this.#files.push(entry);
    }
    this.#draw();
  }

  #lost(entry, error) {
    this.#remove(entry);
    if (!(error instanceof ApiError)) throw error;
    this.#failed(error.message);
  }

  /** What a send needs of it, once every file has arrived. */
  async parts() {
    await Promise.all(this.#files.map((entry) => entry.stored));
    return { files: this.#files.map((entry) => entry.id), reply_to: this.#reply?.id };
  }

  clear() {
    for (const entry of this.#files) URL.revokeObjectURL(entry.url);
    this.#reply = null;
    this.#files = [];
    this.#draw();
  }

  #remove(entry) {
    URL.revokeObjectURL(entry.url);
    this.#files = this.#files.filter((each) => each !== entry);
    this.#draw();
    this.#changed();
  }

  #draw() {
    this.#node.hidden = this.empty;
    this.#node.replaceChildren(...[this.#reply && this.#replyBar(), this.hasFiles && this.#tray()].filter(Boolean));
  }

  #replyBar() {
    const drop = () => {
      this.#reply = null;
      this.#draw();
      this.#changed();
    };
    return h("div", { class: "reply-bar" }, h("span", {}, "Replying to ", avatar(this.#reply.author, "avatar tiny"), " ", h("strong", { text: this.#reply.author.name })),
      h("button", { type: "button", class: "icon-button small", "aria-label": "Do not reply", on: { click: drop } }, icon("close")));
  }

  #tray() {
    return h("ul", { class: "tray", "aria-label": "Files to send" }, this.#files.map((entry) => h("li", { class: "tray-file" },
      entry.url ? h("img", { src: entry.url, alt: "" }) : h("span", { class: "file-icon", "aria-hidden": "true", text: "📄" }),
      h("span", { class: "tray-name", text: entry.file.name || "Pasted picture" }),
      h("button", { type: "button", class: "icon-button small", "aria-label": `Remove ${entry.file.name}`, on: { click: () => this.#remove(entry) } }, icon("close")))));
  }
}
