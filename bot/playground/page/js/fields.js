// One option of a chosen command: a chip with its name and an input that fits its type.

import { ApiError } from "./api.js";
import { fixedChoices, OPTION, readOption } from "./commands.js";
import { freshId, h, setAttribute } from "./dom.js";

const AUTOCOMPLETE_PAUSE_MS = 150;
const NO_FILE = "Choose, drop or paste a file";

/**
 * A field: {option, node, focus(), read(), set(text), empty()}. read() gives {value} or {error}.
 * `env`: suggestions, people(), complete(option), upload(file), failed(sentence), focused(option), next().
 */
export function optionField(option, env) {
  return option.type === OPTION.ATTACHMENT ? fileField(option, env) : textField(option, env);
}

function chip(option, control, ...rest) {
  control.id ||= freshId("option");
  return h("div", { class: "chip", data: { option: option.name } },
    h("label", { class: "chip-name", for: control.id, text: option.name }), control, ...rest);
}

function textField(option, env) {
  const input = h("textarea", { class: "chip-input", rows: 1, maxlength: option.max_length, autocomplete: "off", spellcheck: "false",
    enterkeyhint: "send", "aria-required": option.required, "aria-description": option.description,
    inputmode: option.type === OPTION.INTEGER ? "numeric" : option.type === OPTION.NUMBER ? "decimal" : null });
  const field = { option, node: chip(option, input), picked: null };
  const choices = () => fixedChoices(option, env.people());
  const pick = ({ choice }) => {
    field.picked = choice;
    input.value = choice.name;
    fitHeight(input);
    env.next();
  };
  const offer = () => offerValues(field, input, choices(), env, pick);
  input.addEventListener("input", () => {
    if (field.picked?.name !== input.value) field.picked = null;
    fitHeight(input);
    markError(field, input, false);
    offer();
  });
  input.addEventListener("focus", () => {
    env.focused(option);
    offer();
  });
  input.addEventListener("blur", () => env.suggestions.hide());
  field.focus = () => input.focus();
  field.empty = () => input.value === "";
  field.set = (text) => {
    input.value = text;
    fitHeight(input);
  };
  field.raw = () => field.picked?.value ?? input.value;
  field.read = () => {
    const answer = readText(option, field.picked, input.value.trim(), choices());
    markError(field, input, answer.error);
    return answer;
  };
  return field;
}

function readText(option, picked, text, choices) {
  if (picked) return { value: picked.value };
  if (!choices || text === "") return readOption(option, text);
  const same = choices.find((choice) => choice.name.toLowerCase() === text.toLowerCase() || String(choice.value) === text);
  return same ? { value: same.value } : { error: `Choose one of the values that ${option.name} offers.` };
}

async function offerValues(field, input, choices, env, pick) {
  const { option } = field;
  if (!choices && !option.autocomplete) {
    env.suggestions.hide();
    return;
  }
  const typed = input.value;
  const found = choices ? narrowed(choices, field.picked ? "" : typed) : await completed(option, input, typed, env);
  if (found === null || document.activeElement !== input || input.value !== typed) return;
  if (found.length === 1 && found[0].name === typed) {
    env.suggestions.hide(); // nothing is left to complete: Enter sends
    return;
  }
  const items = found.map((choice) => ({ label: choice.name, choice }));
  env.suggestions.show(input, `${option.name}: ${option.description}`, items, pick, { preselect: Boolean(choices) && !field.picked });
}

function narrowed(choices, typed) {
  const wanted = typed.trim().toLowerCase();
  return choices.filter((choice) => choice.name.toLowerCase().includes(wanted));
}

/** The bot's own completions, asked for once typing pauses; null when they came to nothing. */
async function completed(option, input, typed, env) {
  await new Promise((resolve) => { window.setTimeout(resolve, AUTOCOMPLETE_PAUSE_MS); });
  if (input.value !== typed || document.activeElement !== input) return null;
  return env.complete(option).catch(() => null);
}

/** Makes a text area as high as its text. */
export function fitHeight(input) {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight}px`;
}

function markError(field, control, error) {
  field.node.classList.toggle("invalid", Boolean(error));
  setAttribute(control, "aria-invalid", error ? "true" : null);
}

function fileField(option, env) {
  const input = h("input", { type: "file", class: "visually-hidden", tabindex: "-1", accept: "image/*" });
  const button = h("button", { type: "button", class: "chip-file", "aria-description": option.description });
  const preview = h("img", { class: "chip-preview", alt: "", hidden: true });
  const field = { option, node: chip(option, button, input), uploadId: null, busy: false };
  const label = (text) => {
    button.replaceChildren(preview, text);
    button.setAttribute("aria-label", `${option.name}: ${text}`);
  };
  field.setFile = async (file) => {
    field.busy = true;
    label(`Uploading ${file.name}…`);
    try {
      field.uploadId = await env.upload(file);
      preview.src = URL.createObjectURL(file);
      preview.hidden = !file.type.startsWith("image/");
      label(file.name || "Pasted picture");
      markError(field, button, false);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      label(NO_FILE);
      env.failed(error.message);
    } finally {
      field.busy = false;
    }
  };
  label(NO_FILE);
  preview.addEventListener("load", () => URL.revokeObjectURL(preview.src));
  button.addEventListener("click", () => input.click());
  button.addEventListener("focus", () => env.focused(option));
  input.addEventListener("change", () => input.files[0] && field.setFile(input.files[0]).then(env.next));
  field.focus = () => button.focus();
  field.empty = () => field.uploadId === null && !field.busy;
  field.set = () => {};
  field.raw = () => field.uploadId ?? "";
  field.read = () => {
    const missing = option.required && field.uploadId === null ? `${option.name} needs a file.` : null;
    const error = field.busy ? "The file is still being uploaded." : missing;
    markError(field, button, error);
    return error ? { error } : { value: field.uploadId ?? undefined };
  };
  return field;
}
