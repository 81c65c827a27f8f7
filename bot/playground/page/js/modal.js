// A bot's modal as a dialog: it stays open until the bot has answered, and says what is wrong in place.

import { sentenceOf, submitModal, upload } from "./api.js";
import { decor, freshId, h, setAttribute } from "./dom.js";
import { selectMenu } from "./select.js";

const TYPE = { ROW: 1, TEXT_INPUT: 4, TEXT: 10, LABEL: 18, FILES: 19 };
const PARAGRAPH = 2;
const COUNTER_FROM = 0.8;
const LOST = "The connection was lost. If no answer has come, send it again.";

/** Opens a modal that answers one interaction. */
export function openModal(parent, store, interactionId, modal) {
  const fields = modal.components.flatMap(fieldsOf);
  const error = h("p.field-error", { role: "alert", hidden: true });
  const submit = h("button.button.primary", { type: "submit" }, "Submit");
  const title = h("h2", { id: freshId("title") }, modal.title);
  const dialog = h("dialog.modal", { "aria-labelledby": title.id, close: () => dialog.remove() });
  const form = h("form", { novalidate: true,
    submit: (event) => {
      event.preventDefault();
      error.hidden = true;
      if (check(fields)) send(store, interactionId, modal, fields, submit).then((failure) => (failure ? fail(failure) : dialog.close()));
    },
    keydown: (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && form.requestSubmit() },
    h("header.line", title, h("button.icon-button", { "aria-label": "Close", click: () => dialog.close() }, "✕")),
    h("div.modal-fields", fields.map((field) => field.node), error),
    h("footer", h("button.button.quiet", { click: () => dialog.close() }, "Cancel"), submit));
  dialog.append(form);
  const fail = (sentence) => {
    error.textContent = sentence;
    error.hidden = false;
    setBusy(submit, false);
  };
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
    const { interaction_id: id } = await submitModal({ ...store.place, interaction_id: interactionId, custom_id: modal.custom_id, values });
    return await new Promise((resolve) => { store.await(id, resolve, LOST); });
  } catch (error) {
    return sentenceOf(error);
  }
}

function setBusy(submit, busy) {
  submit.disabled = busy;
  submit.textContent = busy ? "Sending…" : "Submit";
}

function fieldsOf(component) {
  if (component.type === TYPE.ROW) return component.components.map((inner) => labelled(inner, inner.label));
  if (component.type === TYPE.LABEL) return [labelled(component.component, component.label, component.description)];
  if (component.type === TYPE.TEXT) return [{ node: h("p", component.content) }];
  return [];
}

function labelled(component, label, description) {
  const field = control(component);
  const id = freshId("field");
  const message = h("p.field-error", { id: `${id}-error`, role: "alert", hidden: true });
  field.target.id = id;
  setAttribute(field.target, "aria-describedby", message.id);
  const required = component.required !== false;
  const node = h("div.field",
    h("label", { for: id }, label ?? "", required && decor("required", " *")),
    description && h("small", description), field.node, message);
  const check = () => {
    const sentence = field.problem(required);
    message.textContent = sentence ?? "";
    message.hidden = !sentence;
    setAttribute(field.target, "aria-invalid", Boolean(sentence) || null);
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
  const { style, value = "", placeholder, min_length: fewest = 0, max_length: most = 4000 } = component;
  const counter = decor("counter");
  const count = () => {
    const used = target.value.length;
    counter.textContent = used >= most * COUNTER_FROM ? `${used} / ${most}` : "";
  };
  const kind = style === PARAGRAPH ? "textarea" : "input";
  const target = h(kind, { type: "text", rows: 4, maxlength: most, placeholder, autocomplete: "off", spellcheck: "false", input: count });
  target.value = value;
  count();
  const problem = (required) => {
    const text = target.value.trim();
    if (!text) return required ? "This field is required." : null;
    return text.length < fewest ? `Write at least ${fewest} characters.` : null;
  };
  return { node: h("div.text-field", target, counter), target, value: () => target.value, problem };
}

function selectField(component) {
  const { node, values } = selectMenu(component);
  const { min_values: fewest = 1 } = component;
  const problem = (required) => (values().length < fewest && (required || values().length) ? `Choose at least ${fewest}.` : null);
  return { node, target: node.querySelector("button"), value: values, problem };
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
