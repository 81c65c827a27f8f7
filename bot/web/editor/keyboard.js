// Everything without a pointer: shortcuts, and a rectangle that arrow keys move and size.

import { outlineOf } from "./tools.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function listen(stage, desk, actions, say) {
  let cursor = null;

  const show = () => {
    desk.outline(cursor ? outlineOf(cursor) : "");
    if (cursor) say("cursor", cursor);
  };

  const start = () => {
    const { width, height } = desk.size;
    cursor = { x: Math.round(width * 0.375), y: Math.round(height * 0.375), width: Math.round(width / 4), height: Math.round(height / 4) };
  };

  const shift = ([across, down], event) => {
    if (!cursor) return start();
    const { width, height } = desk.size;
    const step = event.ctrlKey || event.metaKey ? 1 : Math.max(Math.round(Math.min(width, height) / 40), 1);
    if (event.shiftKey) {
      cursor.width = Math.min(Math.max(cursor.width + across * step, 1), width - cursor.x);
      cursor.height = Math.min(Math.max(cursor.height + down * step, 1), height - cursor.y);
    } else {
      cursor.x = Math.min(Math.max(cursor.x + across * step, 0), width - cursor.width);
      cursor.y = Math.min(Math.max(cursor.y + down * step, 0), height - cursor.height);
    }
  };

  const apply = (erase) => {
    if (!cursor) start();
    desk.mask.rectangle(cursor, erase);
    desk.outline(outlineOf(cursor));
    say(erase ? "removed" : "added");
  };

  const onStage = (event) => {
    if (ARROWS[event.key]) {
      shift(ARROWS[event.key], event);
      show();
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) apply(event.altKey);
    else if (event.key === "Delete" || event.key === "Backspace") apply(true);
    else if (event.key === "Escape" && cursor) { cursor = null; show(); }
    else return false;
    return true;
  };

  const anywhere = (event) => {
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (key === "z") actions[event.shiftKey ? "redo" : "undo"]();
      else if (key === "y") actions.redo();
      else return false;
      return true;
    }
    if (event.altKey) return false;
    const tool = { r: "rectangle", l: "lasso", b: "brush", e: "erase", h: "move" }[key];
    const action = { c: "clear", i: "invert", "+": "in", "=": "in", "-": "out", 0: "fit", "[": "smaller", "]": "larger", "?": "help" }[key];
    if (tool) actions.choose(tool);
    else if (action) actions[action]();
    else return false;
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      actions.send();
      return;
    }
    if (!desk.ready || event.target.matches("textarea")) return;
    if ((event.target === stage && onStage(event)) || anywhere(event)) event.preventDefault();
  });
  stage.addEventListener("pointerdown", () => { cursor = null; });
}
