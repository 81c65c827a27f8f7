// A picture large, over everything else: Escape closes, arrow keys step through the message's pictures.

import { h, outward } from "./dom.js";

/** Gives open(pictures, index). */
export function lightbox(parent) {
  const image = h("img");
  const caption = h("figcaption");
  const original = outward("", "Open original");
  let pictures = [];
  let at = 0;

  const draw = () => {
    const { url, description, filename } = pictures[at];
    const several = pictures.length > 1;
    image.src = url;
    image.alt = description || filename;
    original.href = url;
    caption.textContent = [several && `${at + 1} of ${pictures.length}`, description].filter(Boolean).join(" · ");
    for (const step of steps) step.hidden = !several;
  };
  const go = (by) => {
    at = (at + by + pictures.length) % pictures.length;
    draw();
  };
  const steps = [["Previous picture", "‹", -1, "back"], ["Next picture", "›", 1, "forward"]].map(([label, sign, by, side]) =>
    h("button", { class: side, "aria-label": label, click: () => go(by) }, sign));
  const dialog = h("dialog.lightbox", { "aria-label": "Picture" }, h("figure", image, h("footer", caption, original)), ...steps,
    h("button.close", { "aria-label": "Close", autofocus: true, click: () => dialog.close() }, "✕"));
  dialog.addEventListener("click", ({ target }) => (target === dialog || target.tagName === "FIGURE") && dialog.close());
  dialog.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowLeft") go(-1);
    if (key === "ArrowRight") go(1);
  });
  parent.append(dialog);

  return (shown, index) => {
    pictures = shown;
    at = index;
    draw();
    dialog.showModal();
  };
}
