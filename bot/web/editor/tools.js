// What each tool does between pressing down and letting go. Points are in the picture's pixels.

const box = (one, other, { width, height }) => {
  const clamp = (value, most) => Math.min(Math.max(Math.round(value), 0), most);
  const x = clamp(Math.min(one.x, other.x), width);
  const y = clamp(Math.min(one.y, other.y), height);
  return { x, y, width: clamp(Math.max(one.x, other.x), width) - x, height: clamp(Math.max(one.y, other.y), height) - y };
};

export const outlineOf = ({ x, y, width, height }) => `M${x} ${y}h${width}v${height}h${-width}Z`;

const ring = ({ x, y }, radius) =>
  `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`;

class Rectangle {
  constructor(desk, erase) { Object.assign(this, { desk, erase }); }
  down(point) { this.from = this.to = point; }
  drag(points) {
    this.to = points.at(-1);
    this.desk.outline(outlineOf(box(this.from, this.to, this.desk.size)));
  }
  up() {
    const drawn = box(this.from, this.to, this.desk.size);
    if (drawn.width && drawn.height) this.desk.mask.rectangle(drawn, this.erase);
    this.desk.outline("");
  }
  cancel() { this.desk.outline(""); }
}

class Lasso {
  constructor(desk, erase) { Object.assign(this, { desk, erase }); }
  down(point) { this.points = [point]; this.path = `M${point.x} ${point.y}`; }
  drag(points) {
    for (const { x, y } of points) {
      this.points.push({ x, y });
      this.path += `L${x.toFixed(1)} ${y.toFixed(1)}`;
    }
    this.desk.outline(this.path);
  }
  up() {
    if (this.points.length > 2) this.desk.mask.lasso(this.points, this.erase);
    this.desk.outline("");
  }
  cancel() { this.desk.outline(""); }
}

class Brush {
  constructor(desk, erase) { Object.assign(this, { desk, erase }); }
  down(point) {
    this.last = point;
    this.desk.mask.begin();
    this.drag([point]);
  }
  drag(points) {
    this.desk.mask.line([this.last, ...points], this.desk.diameter, this.erase);
    this.last = points.at(-1);
    this.desk.outline(ring(this.last, this.desk.diameter / 2));
  }
  up() { this.desk.mask.commit(); }
  cancel() { this.desk.mask.cancel(); }
}

class Eraser extends Brush {
  constructor(desk) { super(desk, true); }
}

export const TOOLS = { rectangle: Rectangle, lasso: Lasso, brush: Brush, erase: Eraser };

// Shows how wide the brush is while it hovers.
export const hover = (desk, point) => {
  if (desk.tool === "brush" || desk.tool === "erase") desk.outline(ring(point, desk.diameter / 2));
};
