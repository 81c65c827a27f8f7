// The line at the bottom: plain messages, and "/" finds a command of which each option is a chip to fill in.

import { autocomplete, say, sendCommand, sentenceOf } from "./api.js";
import { matching, OPTION, readTyped, slashCommands } from "./commands.js";
import { h } from "./dom.js";
import { draft } from "./draft.js";
import { fitHeight, optionField } from "./fields.js";
import { suggestions } from "./suggestions.js";

const BEGUN_MENTION = /(^|\s)@(\w*)$/u;

/**
 * Gives focus(), reply(message), useCommand(name, values) and takeFiles(files).
 * `deeds`: typing() at each key of a plain message, sent() after one, and idle() for Escape in an empty line.
 */
export function composer(form, store, deeds) {
  const [entry, chips, bar, complaint, sender, slash, plus, chooser] = ["text", "chips", "bar", "error", "send", "slash", "plus", "files"]
    .map((name) => form.querySelector(`#composer-${name}`));
  const offers = suggestions(form.querySelector("#suggestions"));
  const along = draft(form.querySelector("#draft"), { changed: () => entry.focus(), failed: fail });
  let chosen = null;
  let fields = [];
  let sending = false;

  function focus() {
    if (chosen) focusNext();
    else entry.focus();
  }

  /** Begins an answer to a message. */
  function reply(message) {
    if (chosen) clear();
    along.reply(message);
    entry.focus();
  }

  /** Puts a command into the line, with values for its options; with an unknown name what was asked for, to complete. */
  function useCommand(name, values = {}) {
    const command = slashCommands(store.commands).find((each) => each.name === name);
    if (command) {
      choose(command, values);
      return;
    }
    clear();
    entry.value = `/${name}`;
    entry.focus();
    typed();
  }

  /** Gives dropped or pasted files to the chosen command's free file options, or else to the plain message. */
  function takeFiles(files) {
    if (!chosen) {
      along.addFiles(files);
      entry.focus();
      return;
    }
    const unused = unusedOptions().filter((option) => option.type === OPTION.ATTACHMENT);
    const free = fields.filter((field) => field.setFile && field.empty());
    for (const file of files) {
      const field = free.shift() ?? (unused.length ? addField(unused.shift()) : null);
      if (!field) {
        fail(`/${chosen.label} takes no further file.`);
        return;
      }
      field.setFile(file);
    }
    drawBar();
  }

  function showPlaceholder() {
    const channel = store.channelById(store.channel);
    const where = channel ? `${channel.type === "dm" ? "@" : "#"}${channel.name}` : "here";
    entry.placeholder = `Message ${where}`;
  }

  function typed() {
    fail("");
    const text = entry.value;
    fitHeight(entry);
    if (!text.startsWith("/")) {
      if (text) deeds.typing();
      offerMentions(text.slice(0, entry.selectionStart));
      return;
    }
    const commands = slashCommands(store.commands);
    const read = readTyped(text, commands);
    if (read) choose(read.command, read.values);
    else offerCommands(matching(commands, text.slice(1)), commands.length);
  }

  function offerCommands(commands, all) {
    if (commands.length === 0) fail(all ? "There is no such command here." : `${store.bot.name} has no commands yet.`);
    const items = commands.map((command) => ({
      label: `/${command.label}`, detail: command.description, command,
      hint: command.options.filter((option) => option.required).map((option) => option.label).join("  "),
    }));
    offers.show(entry, "Commands", items, ({ command }) => choose(command, {}));
  }

  function offerMentions(before) {
    const begun = BEGUN_MENTION.exec(before)?.[2].toLowerCase();
    const named = store.membersHere().filter(({ name }) => begun !== undefined && name.toLowerCase().startsWith(begun));
    offers.show(entry, "Members", named.map(({ name }) => ({ label: name })), ({ label }) => {
      entry.setRangeText(`@${label} `, before.length - begun.length - 1, before.length, "end");
    });
  }

  function choose(command, values) {
    clear();
    chosen = command;
    entry.hidden = true;
    plus.hidden = true;
    chips.hidden = false;
    chips.append(h("span.command-pill", `/${command.label}`));
    for (const option of command.options.filter(({ name, required }) => required || name in values)) {
      const field = addField(option);
      if (option.name in values) field.set(String(values[option.name]));
    }
    drawBar();
    focusNext();
  }

  function addField(option) {
    const field = optionField(option, {
      suggestions: offers, people: () => store.people, complete, failed: fail, focused: drawBar, next: focusNext,
    });
    fields.push(field);
    chips.append(field.node);
    return field;
  }

  /** To the first required option still empty, else the last field, else the button that sends. */
  function focusNext() {
    const target = fields.find((field) => field.option.required && field.empty()) ?? fields.at(-1);
    (target ?? sender).focus();
  }

  function unusedOptions() {
    return chosen.options.filter((option) => !fields.some((field) => field.option === option));
  }

  function drawBar(option = null) {
    bar.hidden = !chosen;
    if (!chosen) return;
    const add = (unused) => {
      const field = addField(unused);
      drawBar(unused);
      field.focus();
    };
    const text = option ? `${option.label}: ${option.description}` : chosen.description;
    const more = unusedOptions().map((unused) => h("button", { title: unused.description, click: () => add(unused) }, `+ ${unused.label}`));
    bar.replaceChildren(h("span", text), ...more);
  }

  async function complete(option) {
    const { choices } = await autocomplete({
      ...store.place, name: chosen.name, focused: option.name,
      options: Object.fromEntries(fields.map((field) => [field.option.name, field.raw()])),
    });
    return choices;
  }

  function key(event) {
    if (event.isComposing || offers.handleKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey && event.target.tagName === "TEXTAREA") {
      event.preventDefault();
      submit();
    } else if (event.key === "Escape") {
      if (chosen || !along.isEmpty()) cancel();
      else deeds.idle();
    } else if (event.key === "Backspace" && chosen && !event.target.value) backspace(event);
  }

  /** In an empty field: takes an optional one away, and the whole command when nothing has been filled in. */
  function backspace(event) {
    const field = fields.find(({ node }) => node.contains(event.target));
    if (field && !field.option.required) {
      fields = fields.filter((each) => each !== field);
      field.node.remove();
      drawBar();
      focusNext();
    } else if (fields.every((each) => each.empty())) cancel();
    else return;
    event.preventDefault();
  }

  function cancel() {
    clear();
    entry.focus();
  }

  function clear() {
    chosen = null;
    fields = [];
    chips.replaceChildren();
    chips.hidden = true;
    entry.hidden = false;
    plus.hidden = false;
    entry.value = "";
    along.clear();
    fitHeight(entry);
    offers.hide();
    fail("");
    drawBar();
  }

  function fail(sentence) {
    complaint.textContent = sentence;
    complaint.hidden = sentence === "";
  }

  function submit() {
    if (sending) return;
    if (!chosen) {
      if (entry.value.trim() || along.hasFiles()) attempt(sendText);
      return;
    }
    const answers = fields.map((field) => ({ field, ...field.read() }));
    const wrong = answers.find((answer) => answer.error);
    if (wrong) {
      fail(wrong.error);
      wrong.field.focus();
      return;
    }
    const filled = answers.filter((answer) => answer.value !== undefined);
    const options = Object.fromEntries(filled.map((answer) => [answer.field.option.name, answer.value]));
    attempt(() => runCommand(store, { name: chosen.name, options }));
  }

  async function sendText() {
    const content = withMentions(entry.value.trim(), store.membersHere());
    await say({ ...store.place, content, ...await along.parts() });
  }

  async function attempt(deed) {
    sending = true;
    try {
      await deed();
      cancel();
      deeds.sent();
    } catch (error) {
      fail(sentenceOf(error));
    } finally {
      sending = false;
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  form.addEventListener("keydown", key);
  for (const event of ["input", "focus"]) entry.addEventListener(event, typed);
  entry.addEventListener("blur", offers.hide);
  slash.addEventListener("click", () => useCommand(""));
  plus.addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", () => {
    takeFiles([...chooser.files]);
    chooser.value = ""; // so that the same file can be chosen again
  });
  store.onChange(showPlaceholder);
  return { focus, reply, useCommand, takeFiles };
}

/** Turns the @names of people into the mentions that Discord knows. */
function withMentions(text, people) {
  return text.replaceAll(/@(\w+)/gu, (typed, name) => {
    const person = people.find((each) => each.name === name);
    return person ? `<@${person.id}>` : typed;
  });
}

/** Runs a command for the shown channel, with a placeholder until it is answered. ApiError when refused. */
export async function runCommand(store, request) {
  // Shown before the request leaves: the bot may answer sooner than the request returns.
  const pending = store.addPending(request.name);
  const drop = () => store.dropMessage(pending.channel_id, pending.id);
  const { interaction_id: id } = await sendCommand({ ...store.place, options: {}, ...request })
    .catch((error) => { drop(); throw error; });
  store.await(id, (failure) => {
    if (failure) store.putMessage({ ...pending, local: "failed", failure });
    else drop();
  });
}
