// The drawer for the curious: what can be done to the world around the bot, and what came of it.

import { fetchLevers, pullLever, sentenceOf } from "./api.js";
import { changes, h, redraw, setAttribute } from "./dom.js";
import { icon } from "./icons.js";

const REFRESH_MS = 2000;
const STORY_LENGTH = 30;

/** Gives refresh(), for when the server may have become another. */
export function levers(node, toggle) {
  const list = h("ul.levers");
  const story = h("ol.story");
  const changed = changes();
  let timer = 0;

  const show = (open) => {
    node.hidden = !open;
    setAttribute(toggle, "aria-expanded", open);
    window.clearInterval(timer);
    if (!open) {
      toggle.focus();
      return;
    }
    timer = window.setInterval(refresh, REFRESH_MS);
    refresh();
    node.querySelector(".lever")?.focus();
  };
  const refresh = async () => {
    const answer = await fetchLevers().catch(() => ({ levers: [] }));
    toggle.hidden = answer.levers.length === 0;
    draw(answer.levers);
  };
  const draw = (offered) => {
    if (offered.length && changed(offered)) redraw(list, offered.map((lever) => leverItem(lever, pull)));
  };
  const pull = async (button, key) => {
    if (button.matches("[aria-busy]")) return;
    setAttribute(button, "aria-busy", true);
    try {
      const answer = await pullLever(key);
      tell(answer.happened);
      draw(answer.levers);
    } catch (error) {
      tell(sentenceOf(error));
    } finally {
      setAttribute(button, "aria-busy", null);
    }
  };
  const tell = (sentence) => {
    const time = new Date().toLocaleTimeString(undefined, { timeStyle: "medium" });
    story.prepend(h("li", h("time", time), ` ${sentence}`));
    while (story.children.length > STORY_LENGTH) story.lastElementChild.remove();
  };

  node.append(
    h("header.line", h("h2", "Break something"), h("button.icon-button", { "aria-label": "Close", click: () => show(false) }, icon("close"))),
    h("p.quiet", "Start a picture, pull a lever, and watch: no job is lost, no button dies."),
    list, h("div.story-frame", { role: "log", "aria-label": "What happened" }, story));
  toggle.addEventListener("click", () => show(node.hidden));
  node.addEventListener("keydown", (event) => event.key === "Escape" && show(false));
  return { refresh };
}

function leverItem({ key, label, explanation, state }, pull) {
  return h("li",
    h("button.lever.button.secondary", { data: { id: key }, click: (event) => pull(event.currentTarget, key) }, label),
    state && h("strong", state), h("p.quiet", explanation));
}
