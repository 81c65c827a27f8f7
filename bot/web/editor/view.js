// Where the picture lies on the stage: fitted at first, then zoomed and moved by a transform alone.

const CLOSEST = 16;
const MARGIN = 16;

export class View {
  #stage;
  #sheet;
  #width;
  #height;
  #box;
  #fitted = true;
  #scale = 1;
  #x = 0;
  #y = 0;

  constructor(stage, sheet, width, height) {
    this.#stage = stage;
    this.#sheet = sheet;
    this.#width = width;
    this.#height = height;
    sheet.style.width = `${width}px`;
    sheet.style.height = `${height}px`;
    new ResizeObserver(() => this.#resized()).observe(stage);
    this.#resized();
  }

  get scale() { return this.#scale; }

  // From the browser's coordinates to the picture's pixels, which may lie outside of it.
  point({ clientX, clientY }) {
    return {
      x: (clientX - this.#box.left - this.#x) / this.#scale,
      y: (clientY - this.#box.top - this.#y) / this.#scale,
    };
  }

  fit() {
    const { width, height } = this.#box;
    this.#fitted = true;
    this.#scale = this.#smallest();
    this.#x = (width - this.#width * this.#scale) / 2;
    this.#y = (height - this.#height * this.#scale) / 2;
    this.#show();
  }

  zoom(factor, at = null) {
    const x = at ? at.clientX - this.#box.left : this.#box.width / 2;
    const y = at ? at.clientY - this.#box.top : this.#box.height / 2;
    const scale = Math.min(Math.max(this.#scale * factor, this.#smallest()), CLOSEST);
    this.#x = x - ((x - this.#x) * scale) / this.#scale;
    this.#y = y - ((y - this.#y) * scale) / this.#scale;
    this.#scale = scale;
    this.#settle();
  }

  move(across, down) {
    this.#x += across;
    this.#y += down;
    this.#settle();
  }

  #smallest() {
    const { width, height } = this.#box;
    return Math.min((width - MARGIN) / this.#width, (height - MARGIN) / this.#height);
  }

  #resized() {
    this.#box = this.#stage.getBoundingClientRect();
    if (this.#fitted) this.fit();
    else this.#settle();
  }

  // Keep the middle of the stage over the picture, so that it cannot get lost.
  #settle() {
    const { width, height } = this.#box;
    this.#fitted = false;
    this.#x = Math.min(Math.max(this.#x, width / 2 - this.#width * this.#scale), width / 2);
    this.#y = Math.min(Math.max(this.#y, height / 2 - this.#height * this.#scale), height / 2);
    this.#show();
  }

  #show() {
    this.#sheet.style.transform = `translate(${this.#x}px, ${this.#y}px) scale(${this.#scale})`;
  }
}
