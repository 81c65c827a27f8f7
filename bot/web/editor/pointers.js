// Mouse, pen and fingers: one draws, two fingers zoom and move, the wheel zooms, the middle button or Space moves.

import { TOOLS, hover } from "./tools.js";

export function listen(stage, view, desk) {
  const down = new Map();
  let stroke = null; // the tool at work
  let points = []; // since the last frame
  let moving = false;
  let space = false;
  let frame = 0;

  const flush = () => {
    frame = 0;
    if (stroke && points.length) stroke.drag(points);
    points = [];
  };
  const soon = () => { frame ||= requestAnimationFrame(flush); };
  const end = (keep) => {
    cancelAnimationFrame(frame);
    flush();
    if (stroke) keep ? stroke.up() : stroke.cancel();
    stroke = null;
  };

  stage.addEventListener("pointerdown", (event) => {
    if (!desk.ready || event.button === 2 || down.size === 2) return;
    stage.setPointerCapture(event.pointerId);
    stage.focus({ preventScroll: true, focusVisible: false });
    event.preventDefault();
    down.set(event.pointerId, event);
    if (down.size === 2) {
      end(false); // the second finger of a pinch: the first was not drawing
      moving = true;
      return;
    }
    moving = event.button === 1 || space || desk.tool === "move";
    if (moving) return;
    stroke = new TOOLS[desk.tool](desk, event.altKey);
    stroke.down(view.point(event));
  });

  stage.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before) {
      if (desk.ready) hover(desk, view.point(event));
      return;
    }
    down.set(event.pointerId, event);
    if (down.size === 2) pinch(view, [...down.values()], before, event);
    else if (moving) view.move(event.clientX - before.clientX, event.clientY - before.clientY);
    else if (stroke) {
      const events = event.getCoalescedEvents?.() ?? [];
      for (const each of events.length ? events : [event]) points.push(view.point(each));
      soon();
    }
  });

  const lift = (event) => {
    if (!down.delete(event.pointerId)) return;
    end(event.type === "pointerup");
    // The finger that stays after a pinch goes on moving; it does not begin to draw.
    if (!down.size) moving = false;
    if (event.pointerType === "touch") desk.outline(""); // a finger does not hover
  };
  stage.addEventListener("pointerup", lift);
  stage.addEventListener("pointercancel", lift);
  stage.addEventListener("pointerleave", () => { if (!down.size) desk.outline(""); });
  stage.addEventListener("contextmenu", (event) => event.preventDefault());
  stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    if (desk.ready) view.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), event);
  }, { passive: false });

  const hold = (pressed) => (event) => {
    if (event.code !== "Space" || event.target !== stage) return;
    event.preventDefault();
    space = pressed;
  };
  window.addEventListener("keydown", hold(true));
  window.addEventListener("keyup", hold(false));
}

function pinch(view, [one, other], before, now) {
  const still = one === now ? other : one;
  const apart = (event) => Math.hypot(event.clientX - still.clientX, event.clientY - still.clientY);
  const middle = { clientX: (now.clientX + still.clientX) / 2, clientY: (now.clientY + still.clientY) / 2 };
  view.move((now.clientX - before.clientX) / 2, (now.clientY - before.clientY) / 2);
  view.zoom(apart(now) / Math.max(apart(before), 1), middle);
}
