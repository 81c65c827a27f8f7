// Ways into a message without its buttons: arrow keys from one to the next, the right button, and keys for its deeds.

/** Wires a message list. `deeds`: menu(place, id), reply(id) and picker(anchor, id); a place is a node or a DOMRect. */
export function wireMessages(scroller, list, deeds) {
  scroller.addEventListener("keydown", (event) => {
    const message = event.target.closest?.(".message");
    if (event.target === scroller || event.target === message) move(event, list, message);
    if (message) act(event, message, deeds);
  });
  list.addEventListener("contextmenu", (event) => {
    const message = event.target.closest(".message[data-id]");
    if (!message || message.dataset.local || keepsItsOwnMenu(event)) return;
    event.preventDefault();
    const box = message.getBoundingClientRect();
    const byKey = event.clientX === 0 && event.clientY === 0;
    deeds.menu(byKey ? box : new DOMRect(event.clientX, event.clientY, 0, 0), message.dataset.id, message);
  });
}

/** Links, films and marked text keep the browser's menu, as does any right click with Shift. */
function keepsItsOwnMenu(event) {
  return (event.shiftKey && event.clientX > 0) || event.target.closest("a, video") !== null || !window.getSelection().isCollapsed;
}

function move(event, list, message) {
  const all = [...list.querySelectorAll(".message")];
  const at = message ? all.indexOf(message) : all.length;
  const target = { ArrowUp: all[at - 1], ArrowDown: all[at + 1], Home: all[0], End: all.at(-1) }[event.key];
  if (!target || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  target.focus();
  target.scrollIntoView({ block: "nearest" });
}

function act(event, message, deeds) {
  if (message.dataset.local) return;
  const { id } = message.dataset;
  if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) deeds.menu(message.getBoundingClientRect(), id, message);
  else if (event.target !== message || event.ctrlKey || event.metaKey || event.altKey) return;
  else if (event.key === "r") deeds.reply(id);
  else if (event.key === "+") deeds.picker(message, id);
  else return;
  event.preventDefault();
}
