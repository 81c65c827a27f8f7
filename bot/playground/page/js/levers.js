// The drawer for the curious: what can be done to the world around the bot, and what came of it.

import { ApiError, fetchLevers, pullLever } from "./api.js";
import { h, setAttribute } from "./dom.js";
import { icon } from "./icons.js";

const REFRESH_MS = 2000;
const STORY_LENGTH = 30;

export class Levers {
  #node;
  #toggle;
  #list = h("ul", { class: "levers" });
  #story = h("ol", { class: "story" });
  #timer = 0;
  #last = "";

  constructor(node, toggle) {
    this.#node = node;
    this.#toggle = toggle;
    const close = h("button", { type: "button", class: "icon-button", "aria-label": "Close", on: { click: () => this.#show(false) } }, icon("close"));
    node.append(h("header", {}, h("h2", { text: "Break something" }), close),
      h("p", { class: "quiet", text: "Start a picture, pull a lever, and watch: no job is lost, no button dies." }), this.#list, h("div", { class: "story-frame", role: "log", "aria-label": "What happened" }, this.#story));
    toggle.addEventListener("click", () => this.#show(this.#node.hidden));
    node.addEventListener("keydown", (event) => event.key === "Escape" && this.#show(false));
    this.#refresh();
  }

  #show(open) {
    this.#node.hidden = !open;
    setAttribute(this.#toggle, "aria-expanded", String(open));
    window.clearInterval(this.#timer);
    if (!open) {
      this.#toggle.focus();
      return;
    }
    this.#timer = window.setInterval(() => this.#refresh(), REFRESH_MS);
    this.#refresh();
    this.#node.querySelector(".lever")?.focus();
  }

  async #refresh() {
    const { levers } = await fetchLevers().catch(() => ({ levers: [] }));
    this.#toggle.hidden = levers.length === 0;
    this.#draw(levers);
  }

  /** Redraws on a change alone, so that the focus stays where it is. */
  #draw(levers) {
    const now = JSON.stringify(levers);
    if (now === this.#last || levers.length === 0) return;
    this.#last = now;
    const focused = this.#list.contains(document.activeElement) && document.activeElement.dataset.key;
    this.#list.replaceChildren(...levers.map((lever) => this.#lever(lever)));
    if (focused) this.#list.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  #lever({ key, label, explanation, state }) {
    const node = h("button", { type: "button", class: "lever button secondary", data: { key }, text: label });
    node.addEventListener("click", () => this.#pull(node, key));
    return h("li", {}, node, state && h("span", { class: "lever-state", text: state }), h("p", { class: "quiet", text: explanation }));
  }

  async #pull(node, key) {
    if (node.getAttribute("aria-busy")) return;
    setAttribute(node, "aria-busy", "true");
    try {
      const { happened, levers } = await pullLever(key);
      this.#tell(happened);
      this.#draw(levers);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#tell(error.message);
    } finally {
      setAttribute(node, "aria-busy", null);
    }
  }

  #tell(sentence) {
    const time = new Date().toLocaleTimeString(undefined, { timeStyle: "medium" });
    this.#story.prepend(h("li", {}, h("time", { text: time }), ` ${sentence}`));
    while (this.#story.children.length > STORY_LENGTH) this.#story.lastElementChild.remove();
  }
}
