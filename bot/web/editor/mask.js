// The drawing: a canvas of the picture's size, opaque where the picture shall change. Nothing here reads pixels back.

const TILE = 256;
const MEMORY = 32e6; // pixels that the undo history may hold, four bytes each
const COLOURS = ["#e6007a", "#ffc2e2"]; // striped, so that it shows on pictures of every colour

export class Mask {
  #canvas;
  #ink;
  #stripes;
  #columns;
  #drawn = new Set(); // tiles that may hold something; the others are known to be empty
  #undo = [];
  #redo = [];
  #step = null;
  #changed;

  constructor(canvas, changed) {
    this.#canvas = canvas;
    this.#ink = canvas.getContext("2d");
    this.#stripes = stripes(this.#ink, Math.max(canvas.width, canvas.height) / 128);
    this.#ink.lineCap = this.#ink.lineJoin = "round";
    this.#columns = Math.ceil(canvas.width / TILE);
    this.#changed = changed;
  }

  get canUndo() { return this.#undo.length > 0; }
  get canRedo() { return this.#redo.length > 0; }

  rectangle({ x, y, width, height }, erase) {
    this.#once({ x, y, width, height }, (ink) =>
      erase ? ink.clearRect(x, y, width, height) : ink.fillRect(x, y, width, height));
  }

  lasso(points, erase) {
    this.#once(around(points, 1), (ink) => {
      this.#mode(erase);
      ink.beginPath();
      for (const { x, y } of points) ink.lineTo(x, y);
      ink.fill();
    });
  }

  clear() {
    const { width, height } = this.#canvas;
    this.#once({ x: 0, y: 0, width, height }, (ink) => ink.clearRect(0, 0, width, height));
    this.#drawn.clear();
  }

  invert() {
    this.#flip();
    this.#remember({ flip: true, tiles: [], cost: 0 });
  }

  // A stroke comes in pieces, one for each frame: begin, any number of `line`, then `commit` or `cancel`.

  begin() { this.#step = { tiles: [], kept: new Set(), cost: 0 }; }

  line(points, diameter, erase) {
    this.#keep(around(points, diameter / 2 + 1));
    this.#mode(erase);
    const ink = this.#ink;
    ink.lineWidth = diameter;
    ink.beginPath();
    ink.moveTo(points[0].x, points[0].y);
    for (const { x, y } of points) ink.lineTo(x, y);
    ink.stroke();
  }

  commit() {
    const step = this.#step;
    this.#step = null;
    if (step?.tiles.length) this.#remember(step);
  }

  cancel() {
    const step = this.#step;
    this.#step = null;
    if (step) this.#swap(step);
  }

  undo() { this.#move(this.#undo, this.#redo); }
  redo() { this.#move(this.#redo, this.#undo); }

  // The mask as the server wants it: white where the picture shall change, black elsewhere.
  async png() {
    const { width, height } = this.#canvas;
    const canvas = sheet(width, height);
    const ink = canvas.getContext("2d");
    ink.drawImage(this.#canvas, 0, 0);
    ink.globalCompositeOperation = "source-in";
    ink.fillStyle = "#fff";
    ink.fillRect(0, 0, width, height);
    ink.globalCompositeOperation = "destination-over";
    ink.fillStyle = "#000";
    ink.fillRect(0, 0, width, height);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  }

  #once(box, draw) {
    this.begin();
    this.#keep(box);
    this.#mode(false);
    draw(this.#ink);
    this.commit();
  }

  #mode(erase) {
    this.#ink.globalCompositeOperation = erase ? "destination-out" : "source-over";
    this.#ink.fillStyle = this.#ink.strokeStyle = this.#stripes;
  }

  #flip() {
    const { width, height } = this.#canvas;
    this.#ink.globalCompositeOperation = "xor";
    this.#ink.fillStyle = this.#stripes;
    this.#ink.fillRect(0, 0, width, height);
    for (const place of this.#places({ x: 0, y: 0, width, height })) this.#drawn.add(place);
  }

  *#places({ x, y, width, height }) {
    const right = Math.min(x + width, this.#canvas.width);
    const bottom = Math.min(y + height, this.#canvas.height);
    for (let row = Math.floor(Math.max(y, 0) / TILE); row * TILE < bottom; row += 1) {
      for (let column = Math.floor(Math.max(x, 0) / TILE); column * TILE < right; column += 1) {
        yield row * this.#columns + column;
      }
    }
  }

  // Keep what the tiles of a box hold before they are drawn on for the first time in this step.
  #keep(box) {
    for (const place of this.#places(box)) {
      if (this.#step.kept.has(place)) continue;
      this.#step.kept.add(place);
      const before = this.#drawn.has(place) ? this.#copy(place) : null;
      this.#step.tiles.push({ place, before });
      this.#step.cost += before ? TILE * TILE : 0;
      this.#drawn.add(place);
    }
  }

  #corner(place) {
    return [(place % this.#columns) * TILE, Math.floor(place / this.#columns) * TILE];
  }

  #copy(place) {
    const [x, y] = this.#corner(place);
    const tile = sheet(TILE, TILE);
    tile.getContext("2d").drawImage(this.#canvas, x, y, TILE, TILE, 0, 0, TILE, TILE);
    return tile;
  }

  // Bring back what a step kept, and give the step that would take that back again.
  #swap(step) {
    if (step.flip) {
      this.#flip();
      return step;
    }
    const tiles = step.tiles.map(({ place }) => ({ place, before: this.#copy(place) }));
    this.#ink.globalCompositeOperation = "source-over";
    for (const { place, before } of step.tiles) {
      const [x, y] = this.#corner(place);
      this.#ink.clearRect(x, y, TILE, TILE);
      if (before) this.#ink.drawImage(before, x, y);
      this.#drawn.add(place);
    }
    return { tiles, cost: tiles.length * TILE * TILE };
  }

  #remember(step) {
    this.#undo.push(step);
    this.#redo = [];
    let held = this.#undo.reduce((sum, { cost }) => sum + cost, 0);
    while (held > MEMORY && this.#undo.length > 1) held -= this.#undo.shift().cost;
    this.#changed();
  }

  #move(from, to) {
    const step = from.pop();
    if (!step) return;
    to.push(this.#swap(step));
    this.#changed();
  }
}

function sheet(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

function stripes(ink, width) {
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
  return ink.createPattern(tile, "repeat");
}

function around(points, margin) {
  const across = points.map(({ x }) => x);
  const down = points.map(({ y }) => y);
  const x = Math.min(...across) - margin;
  const y = Math.min(...down) - margin;
  return { x, y, width: Math.max(...across) + margin - x, height: Math.max(...down) + margin - y };
}
