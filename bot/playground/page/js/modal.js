// A bot's modal as a dialog: it stays open until the bot has answered, and says what is wrong in place.

import { ApiError, submitModal, upload } from "./api.js";
import { freshId, h, setAttribute } from "./dom.js";
import { selectMenu } from "./select.js";

const TYPE = { ROW: 1, TEXT_INPUT: 4, TEXT: 10, LABEL: 18, FILES: 19 };
const PARAGRAPH = 2;
const COUNTER_FROM = 0.8;

/** Opens a modal that answers one interaction. */
export function openModal(parent, store, interactionId, modal) {
  const fields = modal.components.flatMap(fieldsOf);
  const error = h("p", { class: "modal-error", role: "alert", hidden: true });
  const submit = h("button", { type: "submit", class: "button primary", text: "Submit" });
  const title = h("h2", { id: freshId("title"), text: modal.title });
  const dialog = h("dialog", { class: "modal", "aria-labelledby": title.id });
  const form = h("form", { novalidate: true },
    h("header", {}, title, h("button", { type: "button", class: "icon-button", "aria-label": "Close", text: "✕", on: { click: () => dialog.close() } })),
    h("div", { class: "modal-fields" }, fields.map((field) => field.node), error),
    h("footer", {}, h("button", { type: "button", class: "button quiet", text: "Cancel", on: { click: () => dialog.close() } }), submit));
  dialog.append(form);
  const fail = (sentence) => {
    error.textContent = sentence;
    error.hidden = false;
    setBusy(submit, false);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    error.hidden = true;
    if (check(fields)) send(store, interactionId, modal, fields, submit).then((failure) => (failure ? fail(failure) : dialog.close()));
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  dialog.addEventListener("close", () => dialog.remove());
  parent.append(dialog);
  dialog.showModal();
  fields.find((field) => field.focus)?.focus();
}

function check(fields) {
  const wrong = fields.filter((field) => field.check && !field.check());
  wrong[0]?.focus?.();
  return wrong.length === 0;
}

/** Sends the form; resolves to the sentence of the failure, or to null once the bot has answered. */
async function send(store, interactionId, modal, fields, submit) {
  if (submit.disabled) return "The form is already on its way.";
  setBusy(submit, true);
  try {
    const filled = fields.filter((field) => field.customId);
    const values = Object.fromEntries(await Promise.all(filled.map(async (field) => [field.customId, await field.value()])));
    const { interaction_id: id } = await submitModal({
      person: store.me, channel: store.channel, interaction_id: interactionId, custom_id: modal.custom_id, values,
    });
    return await new Promise((resolve) => { store.await(id, resolve); });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.message;
  }
}

function setBusy(submit, busy) {
  submit.disabled = busy;
  submit.textContent = busy ? "Sending…" : "Submit";
}

function fieldsOf(component) {
  if (component.type === TYPE.ROW) return component.components.map((inner) => labelled(inner, inner.label));
  if (component.type === TYPE.LABEL) return [labelled(component.component, component.label, component.description)];
  if (component.type === TYPE.TEXT) return [{ node: h("p", { class: "modal-text", text: component.content }) }];
  return [];
}

function labelled(component, label, description) {
  const field = control(component);
  const id = freshId("field");
  const message = h("p", { class: "field-error", id: `${id}-error`, role: "alert", hidden: true });
  field.target.id = id;
  setAttribute(field.target, "aria-describedby", message.id);
  const required = component.required !== false;
  const node = h("div", { class: "field" },
    h("label", { for: id }, label ?? "", required && h("span", { class: "required", "aria-hidden": "true", text: " *" })),
    description && h("p", { class: "field-description", text: description }), field.node, message);
  const check = () => {
    const sentence = field.problem(required);
    message.textContent = sentence ?? "";
    message.hidden = !sentence;
    setAttribute(field.target, "aria-invalid", sentence ? "true" : null);
    return !sentence;
  };
  return { node, check, focus: () => field.target.focus(), value: field.value, customId: component.custom_id };
}

/** The control of one component: {node, target, value(), problem(required)}; problem gives a sentence or null. */
function control(component) {
  if (component.type === TYPE.TEXT_INPUT) return textInput(component);
  if (component.type === TYPE.FILES) return fileInput(component);
  return selectField(component);
}

function textInput(component) {
  const attributes = { maxlength: component.max_length ?? 4000, placeholder: component.placeholder, autocomplete: "off", spellcheck: "false" };
  const long = component.style === PARAGRAPH;
  const target = long ? h("textarea", { rows: 4, ...attributes }) : h("input", { type: "text", ...attributes });
  target.value = component.value ?? "";
  const counter = h("span", { class: "counter", "aria-hidden": "true" });
  const count = () => {
    const [used, most] = [target.value.length, attributes.maxlength];
    counter.textContent = used >= most * COUNTER_FROM ? `${used} / ${most}` : "";
  };
  target.addEventListener("input", count);
  count();
  const problem = (required) => {
    const text = target.value.trim();
    if (!text) return required ? "This field is required." : null;
    return text.length < (component.min_length ?? 0) ? `Write at least ${component.min_length} characters.` : null;
  };
  return { node: h("div", { class: "text-field" }, target, counter), target, value: () => target.value, problem };
}

function selectField(component) {
  const { node, values } = selectMenu(component);
  const fewest = component.min_values ?? 1;
  const problem = (required) => (values().length < fewest && (required || values().length) ? `Choose at least ${fewest}.` : null);
  return { node, target: node.querySelector(".select-trigger"), value: values, problem };
}

function fileInput(component) {
  const most = component.max_values ?? 1;
  const target = h("input", { type: "file", multiple: most > 1 });
  const problem = (required) => {
    if (target.files.length > most) return `Choose at most ${most} files.`;
    return required && target.files.length < (component.min_values ?? 1) ? "A file is required." : null;
  };
  return { node: target, target, value: () => Promise.all([...target.files].map(upload)), problem };
}
