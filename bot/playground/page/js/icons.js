// The page's own signs as SVG, so that they look the same on every system. Decoration: labels stand on the buttons.

const PATHS = {
  menu: "M4 6h16M4 12h16M4 18h16",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5c2.3.8 3.5 2.7 3.5 5.5",
  flask: "M9 3h6M10 3v6l-5.5 9.5A1.7 1.7 0 0 0 6 21h12a1.7 1.7 0 0 0 1.5-2.5L14 9V3M7.5 15h9",
  reply: "M10 5 4 11l6 6M4.5 11H14c4 0 6 2.5 6 7",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8 14c1 1.6 2.3 2.4 4 2.4s3-.8 4-2.4M9 9.5v.5M15 9.5v.5",
  dots: "M5 12h.01M12 12h.01M19 12h.01",
  close: "M6 6l12 12M18 6 6 18",
  send: "M4 12 20 5l-5 15-3.5-6.5L4 12Z",
  plus: "M12 5v14M5 12h14",
  home: "M4 12 12 5l8 7M6.5 10v9h11v-9",
  bot: "M6 19 12 5l6 14M7.7 14.5h8.6",
  down: "M12 5v13M6 12.5l6 6 6-6",
};

/** An icon of 24 by 24 units that takes the colour of the text around it. */
export function icon(name) {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: `icon icon-${name}`, "aria-hidden": "true" })) svg.setAttribute(key, value);
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
