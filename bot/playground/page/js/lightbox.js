// A picture large, over everything else: Escape closes, arrow keys step through the message's pictures.

import { h } from "./dom.js";

export class Lightbox {
  #dialog;
  #image = h("img", { class: "lightbox-image" });
  #caption = h("figcaption", { class: "lightbox-caption" });
  #original = h("a", { class: "lightbox-link", target: "_blank", rel: "noopener noreferrer", text: "Open original" });
  #back = this.#stepButton("Previous picture", "‹", -1, "back");
  #forward = this.#stepButton("Next picture", "›", 1, "forward");
  #pictures = [];
  #at = 0;

  constructor(parent) {
    const close = h("button", { type: "button", class: "lightbox-close", "aria-label": "Close", autofocus: true, text: "✕", on: { click: () => this.#dialog.close() } });
    this.#dialog = h("dialog", { class: "lightbox", "aria-label": "Picture" },
      h("figure", {}, this.#image, h("div", { class: "lightbox-foot" }, this.#caption, this.#original)), this.#back, this.#forward, close);
    this.#dialog.addEventListener("click", (event) => {
      if (event.target === this.#dialog || event.target.tagName === "FIGURE") this.#dialog.close();
    });
    this.#dialog.addEventListener("keydown", (event) => {
      if (event.key === "ArrowLeft") this.#step(-1);
      if (event.key === "ArrowRight") this.#step(1);
    });
    parent.append(this.#dialog);
  }

  open = (pictures, index) => {
    this.#pictures = pictures;
    this.#at = index;
    this.#draw();
    this.#dialog.showModal();
  };

  #stepButton(label, sign, by, place) {
    return h("button", { type: "button", class: `lightbox-step ${place}`, "aria-label": label, text: sign, on: { click: () => this.#step(by) } });
  }

  #step(by) {
    this.#at = (this.#at + by + this.#pictures.length) % this.#pictures.length;
    this.#draw();
  }

  #draw() {
    const picture = this.#pictures[this.#at];
    const several = this.#pictures.length > 1;
    this.#image.src = picture.url;
    this.#image.alt = picture.description || picture.filename;
    this.#original.href = picture.url;
    const place = several && `${this.#at + 1} of ${this.#pictures.length}`;
    this.#caption.textContent = [place, picture.description].filter(Boolean).join(" · ");
    this.#back.hidden = !several;
    this.#forward.hidden = !several;
  }
}
