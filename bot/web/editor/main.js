// The editor for Vary (Region): loads the picture, wires tools to the drawing, and sends the mask.

import { listen as listenToKeyboard } from "./keyboard.js";
import { Mask } from "./mask.js";
import { listen as listenToPointers } from "./pointers.js";
import { View } from "./view.js";

const get = (id) => document.getElementById(id);
const words = JSON.parse(get("words").textContent);
const here = document.body.dataset.here; // the last part of this page's address
const [stage, sheet, picture, prompt, status] = ["stage", "sheet", "picture", "prompt", "status"].map(get);
const outlines = get("lines").children;

const desk = {
  ready: false,
  tool: "rectangle",
  diameter: 64,
  size: { width: 0, height: 0 },
  mask: null,
  outline(path) { for (const each of outlines) each.setAttribute("d", path); },
};
let view = null;
let isBusy = false;
let isOver = false;

function say(name, places = {}) {
  status.className = "";
  status.textContent = words[name].replace(/\{(\w+)\}/g, (_, place) => places[place]);
}

function complain(sentence) {
  status.className = "bad";
  status.textContent = sentence;
}

function enable(id, isEnabled) { get(id).setAttribute("aria-disabled", String(!isEnabled)); }

function refresh() {
  enable("undo", desk.mask?.canUndo);
  enable("redo", desk.mask?.canRedo);
  enable("send", desk.mask?.canUndo && !isBusy);
}

// A complaint about the drawing as it was no longer holds once it has changed.
function changed() {
  refresh();
  if (status.className === "bad") say(`hint_${desk.tool}`);
}

function resize() {
  // The slider is in thousandths of the longer side, quadratic so that small brushes can be chosen finely.
  const share = (get("size").value / 100) ** 2;
  desk.diameter = Math.max(Math.round(share * Math.max(desk.size.width, desk.size.height) * 0.4), 2);
}

const actions = {
  choose(tool) {
    desk.tool = stage.dataset.tool = tool;
    document.querySelector(`input[value="${tool}"]`).checked = true;
    document.querySelector(".size").hidden = tool !== "brush" && tool !== "erase";
    desk.outline("");
    say(`hint_${tool}`);
  },
  undo() { if (desk.mask.canUndo && !desk.mask.isDrawing) { desk.mask.undo(); say("undone"); } },
  redo() { if (desk.mask.canRedo && !desk.mask.isDrawing) { desk.mask.redo(); say("redone"); } },
  clear() { if (!desk.mask.isDrawing) { desk.mask.clear(); say("cleared"); } },
  invert() { if (!desk.mask.isDrawing) { desk.mask.invert(); say("inverted"); } },
  in() { view.zoom(1.4); },
  out() { view.zoom(1 / 1.4); },
  fit() { view.fit(); },
  smaller() { get("size").stepDown(5); resize(); },
  larger() { get("size").stepUp(5); resize(); },
  help() { get("keys").showModal(); },
  async send() {
    if (isBusy || isOver || !desk.ready) return;
    if (!desk.mask.canUndo) { complain(words.nothing); return; }
    isBusy = true;
    refresh();
    say("sending");
    const drawing = await desk.mask.png();
    try {
      await deliver(drawing);
    } finally {
      isBusy = false;
      refresh();
    }
  },
};

async function deliver(drawing) {
  const body = JSON.stringify({ mask: await base64(drawing), prompt: prompt.value });
  let answer;
  let said = {};
  try {
    answer = await fetch(here, { method: "POST", body, headers: { "Content-Type": "application/json" } });
    said = await answer.json();
  } catch {
    // No connection, or an answer that is none of ours: `said` stays empty.
  }
  if (answer?.ok && said.words) finish(said.title, said.words);
  else {
    complain(said.error ?? words.offline);
    offer(drawing);
  }
}

function base64(blob) {
  const reader = new FileReader();
  return new Promise((done) => {
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.readAsDataURL(blob);
  });
}

// What was drawn is not lost: as a file it can go with the command.
function offer(drawing) {
  const button = get("keep");
  button.hidden = false;
  button.onclick = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(drawing);
    link.download = "mask.png";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
}

function notice(title, sentence) {
  const shown = get("notice");
  shown.querySelector("h2").textContent = title;
  shown.querySelector("p").textContent = sentence;
  shown.hidden = false;
}

function finish(title, sentence) {
  isOver = true;
  desk.ready = false;
  sheet.hidden = true;
  get("form").hidden = true;
  document.querySelector(".bar").hidden = true;
  notice(title, sentence);
  stage.setAttribute("role", "status");
  stage.removeAttribute("aria-label");
  stage.focus();
}

async function load() {
  // Asked for by hand, so that a picture that cannot be had can say why.
  const answer = await fetch(`${here}/picture`).catch(() => null);
  if (!answer?.ok) {
    const said = await answer?.json().catch(() => null);
    notice(words.no_picture, said?.error ?? words.offline);
    return;
  }
  picture.src = URL.createObjectURL(await answer.blob());
  try {
    await picture.decode();
  } catch {
    notice(words.no_picture, words.unreadable);
    return;
  }
  const { naturalWidth: width, naturalHeight: height } = picture;
  get("lines").setAttribute("viewBox", `0 0 ${width} ${height}`);
  desk.size = { width, height };
  desk.mask = new Mask(get("mask"), desk.size, changed);
  sheet.hidden = false;
  get("notice").hidden = true;
  view = new View(stage, sheet, width, height);
  resize();
  listenToPointers(stage, view, desk);
  desk.ready = true;
  stage.dataset.ready = "";
}

for (const name of ["undo", "redo", "clear", "invert", "in", "out", "fit", "help"]) {
  get(name).addEventListener("click", () => { if (desk.ready || name === "help") actions[name](); });
}
for (const tool of document.querySelectorAll("input[name=tool]")) {
  tool.addEventListener("change", () => actions.choose(tool.value));
}
get("size").addEventListener("input", resize);
get("form").addEventListener("submit", (event) => { event.preventDefault(); actions.send(); });
window.addEventListener("beforeunload", (event) => { if (desk.mask?.canUndo && !isOver) event.preventDefault(); });
listenToKeyboard(stage, desk, actions, say);
refresh();
await load();
