// One option of a chosen command: a chip with its name and an input that fits its type.

import { sentenceOf, upload } from "./api.js";
import { fixedChoices, OPTION, readOption } from "./commands.js";
import { freshId, h, setAttribute } from "./dom.js";

const AUTOCOMPLETE_PAUSE_MS = 150;
const NO_FILE = "Choose, drop or paste a file";

/**
 * A field: {option, node, focus(), read(), set(text), empty()}. read() gives {value} or {error}.
 * `env`: suggestions, people(), complete(option), failed(sentence), focused(option), next().
 */
export function optionField(option, env) {
  return option.type === OPTION.ATTACHMENT ? fileField(option, env) : textField(option, env);
}

function chip(option, control, ...rest) {
  control.id ||= freshId("option");
  return h("div.chip", { data: { option: option.name } },
    h("label.chip-name", { for: control.id }, option.label), control, ...rest);
}

function textField(option, env) {
  const input = h("textarea.chip-input", { rows: 1, maxlength: option.max_length, autocomplete: "off", spellcheck: "false",
    enterkeyhint: "send", "aria-required": option.required, "aria-description": option.description,
    inputmode: { [OPTION.INTEGER]: "numeric", [OPTION.NUMBER]: "decimal" }[option.type],
    input: () => {
      if (field.picked?.name !== input.value) field.picked = null;
      fitHeight(input);
      markError(field, input, false);
      offer();
    },
    focus: () => {
      env.focused(option);
      offer();
    },
    blur: env.suggestions.hide });
  const field = { option, node: chip(option, input), picked: null };
  const choices = () => fixedChoices(option, env.people());
  const pick = ({ choice }) => {
    field.picked = choice;
    field.set(choice.name);
    env.next();
  };
  const offer = () => offerValues(field, input, choices(), env, pick);
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
  return same ? { value: same.value } : { error: `Choose one of the values that ${option.label} offers.` };
}

async function offerValues(field, input, choices, env, pick) {
  const { option } = field;
  const typed = input.value;
  const found = choices ? narrowed(choices, field.picked ? "" : typed) : option.autocomplete ? await completed(option, input, typed, env) : [];
  if (found === null || document.activeElement !== input || input.value !== typed) return;
  const complete = found.length === 1 && found[0].name === typed; // nothing is left to offer: Enter sends
  const items = complete ? [] : found.map((choice) => ({ label: choice.name, choice }));
  env.suggestions.show(input, `${option.label}: ${option.description}`, items, pick, { preselect: Boolean(choices) && !field.picked });
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
  setAttribute(control, "aria-invalid", Boolean(error) || null);
}

function fileField(option, env) {
  const input = h("input.visually-hidden", { type: "file", tabindex: "-1", accept: "image/*",
    change: () => input.files[0] && field.setFile(input.files[0]).then(env.next) });
  const button = h("button.chip-file.line", { "aria-description": option.description, click: () => input.click(), focus: () => env.focused(option) });
  const preview = h("img.chip-preview", { alt: "", hidden: true, load: () => URL.revokeObjectURL(preview.src) });
  const field = { option, node: chip(option, button, input), uploadId: null, busy: false };
  const label = (text) => {
    button.replaceChildren(preview, text);
    button.setAttribute("aria-label", `${option.label}: ${text}`);
  };
  field.setFile = async (file) => {
    field.busy = true;
    label(`Uploading ${file.name}…`);
    try {
      field.uploadId = await upload(file);
      preview.src = URL.createObjectURL(file);
      preview.hidden = !file.type.startsWith("image/");
      label(file.name || "Pasted picture");
      markError(field, button, false);
    } catch (error) {
      label(NO_FILE);
      env.failed(sentenceOf(error));
    } finally {
      field.busy = false;
    }
  };
  label(NO_FILE);
  field.focus = () => button.focus();
  field.empty = () => field.uploadId === null && !field.busy;
  field.set = () => {};
  field.raw = () => field.uploadId ?? "";
  field.read = () => {
    const missing = option.required && field.uploadId === null ? `${option.label} needs a file.` : null;
    const error = field.busy ? "The file is still being uploaded." : missing;
    markError(field, button, error);
    return error ? { error } : { value: field.uploadId ?? undefined };
  };
  return field;
}
