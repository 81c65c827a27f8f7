// The drawing, opaque where the picture shall change. It lies on tiles, and what touches many of them is spread over
// several frames: where no graphics card helps, a browser draws a whole large canvas for longer than a frame lasts.
// Nothing here reads pixels back.

const TILE = 512;
const OVERLAP = 1; // pixels of its neighbours that a tile shows as well, so that no seam shines through
const PER_FRAME = 4; // tiles that are drawn on before the browser may show a frame
const MEMORY = 32e6; // pixels that the undo history may hold, four bytes each
const COLOURS = ["#e6007a", "#ffc2e2"]; // striped, so that it shows on pictures of every colour

class Tile {
  constructor(x, y, { width, height }, stripes) {
    this.x = x;
    this.y = y;
    this.canvas = sheet(Math.min(TILE + OVERLAP, width - x), Math.min(TILE + OVERLAP, height - y));
    this.canvas.style.left = `${x}px`;
    this.canvas.style.top = `${y}px`;
    this.ink = this.canvas.getContext("2d");
    this.ink.translate(-x, -y); // so that all tiles are drawn on in the picture's own pixels
    this.ink.lineCap = this.ink.lineJoin = "round";
    this.ink.fillStyle = this.ink.strokeStyle = this.ink.createPattern(stripes, "repeat");
    this.isEmpty = true; // nothing was ever drawn here, or all of it is cleared
  }

  touches({ x, y, width, height }) {
    return x < this.x + this.canvas.width && y < this.y + this.canvas.height && x + width > this.x && y + height > this.y;
  }

  copy() {
    if (this.isEmpty) return null;
    const kept = sheet(this.canvas.width, this.canvas.height);
    kept.getContext("2d").drawImage(this.canvas, 0, 0);
    return kept;
  }

  clear() {
    this.ink.clearRect(this.x, this.y, this.canvas.width, this.canvas.height);
    this.isEmpty = true;
  }

  restore(kept) {
    this.clear();
    if (!kept) return;
    this.ink.globalCompositeOperation = "source-over";
    this.ink.drawImage(kept, this.x, this.y);
    this.isEmpty = false;
  }

  paint(draw, operation) {
    this.ink.globalCompositeOperation = operation;
    draw(this.ink);
    this.isEmpty = false;
  }
}

export class Mask {
  #root;
  #size;
  #tiles = [];
  #queue = []; // generators, which pause after each tile that they have drawn on
  #frame = 0;
  #undo = [];
  #redo = [];
  #step = null;
  #changed;

  // Puts the tiles into `root`; calls `changed` whenever there is more or less to undo.
  constructor(root, size, changed) {
    this.#root = root;
    this.#size = size;
    this.#changed = changed;
    const pattern = stripes(Math.max(size.width, size.height) / 128);
    for (let y = 0; y < size.height; y += TILE) {
      for (let x = 0; x < size.width; x += TILE) this.#tiles.push(new Tile(x, y, size, pattern));
    }
    root.replaceChildren(...this.#tiles.map(({ canvas }) => canvas));
  }

  // While a stroke is drawn, nothing else may come between its pieces.
  get isDrawing() { return this.#step !== null; }
  get canUndo() { return this.#undo.length > 0 || this.#queue.length > 0; }
  get canRedo() { return this.#redo.length > 0; }

  rectangle({ x, y, width, height }, erase) {
    this.#once({ x, y, width, height }, (ink) => ink.fillRect(x, y, width, height), erase);
  }

  lasso(points, erase) {
    const path = new Path2D();
    for (const { x, y } of points) path.lineTo(x, y);
    this.#once(around(points, 1), (ink) => ink.fill(path), erase);
  }

  clear() {
    const step = begun();
    this.#do(this.#clear(step));
    this.#do(this.#finish(step));
  }

  invert() { this.#do(this.#invert()); }

  // A stroke comes in pieces, one for each frame: begin, any number of `line`, then `commit` or `cancel`.

  begin() { this.#step = begun(); }

  line(points, diameter, erase) {
    const path = new Path2D();
    path.moveTo(points[0].x, points[0].y);
    for (const { x, y } of points) path.lineTo(x, y);
    const draw = (ink) => {
      ink.lineWidth = diameter;
      ink.stroke(path);
    };
    this.#do(this.#draw(this.#step, around(points, diameter / 2 + 1), draw, erase));
  }

  commit() {
    if (this.#step) this.#do(this.#finish(this.#step));
    this.#step = null;
  }

  cancel() {
    if (this.#step) this.#do(this.#swap(this.#step));
    this.#step = null;
  }

  undo() { this.#do(this.#move(this.#undo, this.#redo)); }
  redo() { this.#do(this.#move(this.#redo, this.#undo)); }

  // The mask as the server wants it: white where the picture shall change, black elsewhere.
  async png() {
    this.#finishAll();
    const { width, height } = this.#size;
    const canvas = sheet(width, height);
    const ink = canvas.getContext("2d");
    for (const { canvas: tile, x, y } of this.#tiles) {
      const [across, down] = [Math.min(TILE, width - x), Math.min(TILE, height - y)];
      ink.drawImage(tile, 0, 0, across, down, x, y, across, down);
    }
    ink.globalCompositeOperation = "source-in";
    ink.fillStyle = "#fff";
    ink.fillRect(0, 0, width, height);
    ink.globalCompositeOperation = "destination-over";
    ink.fillStyle = "#000";
    ink.fillRect(0, 0, width, height);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  }

  // --- in order, a few tiles for each frame

  #do(work) {
    this.#queue.push(work);
    if (!this.#frame) this.#go();
  }

  #go() {
    this.#frame = 0;
    let drawn = 0;
    while (this.#queue.length) {
      if (this.#queue[0].next().done) this.#queue.shift();
      else drawn += 1;
      if (drawn === PER_FRAME) {
        this.#frame = requestAnimationFrame(() => this.#go());
        this.#root.setAttribute("aria-busy", "true");
        return;
      }
    }
    this.#rest();
  }

  #rest() {
    this.#root.removeAttribute("aria-busy");
    this.#changed();
  }

  #finishAll() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    for (const work of this.#queue.splice(0)) while (!work.next().done);
    this.#rest();
  }

  #once(box, draw, erase) {
    const step = begun();
    this.#do(this.#draw(step, box, draw, erase));
    this.#do(this.#finish(step));
  }

  *#draw(step, box, draw, erase) {
    for (const tile of this.#tiles) {
      if (!tile.touches(box) || (erase && tile.isEmpty)) continue;
      keep(step, tile);
      tile.paint(draw, erase ? "destination-out" : "source-over");
      yield;
    }
  }

  *#clear(step) {
    for (const tile of this.#tiles) {
      if (tile.isEmpty) continue;
      keep(step, tile);
      tile.clear();
      yield;
    }
  }

  *#finish(step) {
    if (step.tiles.length) this.#remember(step);
  }

  *#invert() {
    yield* this.#flip();
    this.#remember({ flip: true, tiles: [], cost: 0 });
  }

  *#flip() {
    const { width, height } = this.#size;
    for (const tile of this.#tiles) {
      tile.paint((ink) => ink.fillRect(0, 0, width, height), "xor");
      yield;
    }
  }

  // Bring back what a step kept, and give the step that would take that back again.
  *#swap(step) {
    if (step.flip) {
      yield* this.#flip();
      return step;
    }
    const back = begun();
    for (const { tile, kept } of step.tiles) {
      keep(back, tile);
      tile.restore(kept);
      yield;
    }
    return back;
  }

  *#move(from, to) {
    const step = from.pop();
    if (step) to.push(yield* this.#swap(step));
  }

  #remember(step) {
    this.#undo.push(step);
    this.#redo = [];
    let held = this.#undo.reduce((sum, { cost }) => sum + cost, 0);
    while (held > MEMORY && this.#undo.length > 1) held -= this.#undo.shift().cost;
  }
}

function begun() { return { tiles: [], seen: new Set(), cost: 0 }; }

// Keep what a tile holds before it is drawn on for the first time in a step.
function keep(step, tile) {
  if (step.seen.has(tile)) return;
  step.seen.add(tile);
  const kept = tile.copy();
  step.tiles.push({ tile, kept });
  step.cost += kept ? TILE * TILE : 0;
}

function sheet(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

function stripes(width) {
  const side = Math.max(Math.round(width), 4) * 2;
  const tile = sheet(side, side);
  const paint = tile.getContext("2d");
  paint.fillStyle = COLOURS[0];
  paint.fillRect(0, 0, side, side);
  paint.fillStyle = COLOURS[1];
  for (const corners of [[0, side / 2, side / 2, 0, side, 0, 0, side], [side / 2, side, side, side / 2, side, side]]) {
    paint.beginPath();
    for (let at = 0; at < corners.length; at += 2) paint.lineTo(corners[at], corners[at + 1]);
    paint.fill();
  }
  return tile;
}

function around(points, margin) {
  const across = points.map(({ x }) => x);
  const down = points.map(({ y }) => y);
  const x = Math.min(...across) - margin;
  const y = Math.min(...down) - margin;
  return { x, y, width: Math.max(...across) + margin - x, height: Math.max(...down) + margin - y };
}
