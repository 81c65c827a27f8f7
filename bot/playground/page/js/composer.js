// The line at the bottom: plain messages, and "/" finds a command of which each option is a chip to fill in.

import { autocomplete, ApiError, say, sendCommand, upload } from "./api.js";
import { matching, OPTION, readTyped, slashCommands } from "./commands.js";
import { h } from "./dom.js";
import { Draft } from "./draft.js";
import { fitHeight, optionField } from "./fields.js";
import { Suggestions } from "./suggestions.js";

const BEGUN_MENTION = /(^|\s)@(\w*)$/u;

export class Composer {
  #store;
  #form;
  #text;
  #chips;
  #bar;
  #error;
  #suggestions;
  #draft;
  #deeds;
  #command = null;
  #fields = [];
  #sending = false;

  /** `deeds`: typing() at each key of a plain message, sent() after one, and idle() for Escape in an empty line. */
  constructor(form, store, deeds) {
    this.#store = store;
    this.#deeds = deeds;
    this.#form = form;
    this.#text = form.querySelector("#composer-text");
    this.#chips = form.querySelector("#composer-chips");
    this.#bar = form.querySelector("#composer-bar");
    this.#error = form.querySelector("#composer-error");
    this.#suggestions = new Suggestions(form.querySelector("#suggestions"));
    this.#draft = new Draft(form.querySelector("#draft"), { changed: () => this.#text.focus(), failed: (sentence) => this.#fail(sentence) });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    form.addEventListener("keydown", (event) => this.#key(event));
    this.#text.addEventListener("input", () => this.#typed());
    this.#text.addEventListener("focus", () => this.#typed());
    this.#text.addEventListener("blur", () => this.#suggestions.hide());
    form.querySelector("#composer-slash").addEventListener("click", () => this.useCommand(""));
    store.on("commands", () => this.#showPlaceholder());
  }

  focus() {
    if (this.#command) this.#focusNext();
    else this.#text.focus();
  }

  /** Begins an answer to a message. */
  reply(message) {
    if (this.#command) this.#clear();
    this.#draft.reply(message);
    this.#text.focus();
  }

  /** Puts a command into the line, with values for its options; with an unknown name what was asked for, to complete. */
  useCommand(name, values = {}) {
    const command = this.#commands().find((candidate) => candidate.name === name);
    if (command) {
      this.#choose(command, values);
      return;
    }
    this.#clear();
    this.#text.value = `/${name}`;
    this.#text.focus();
    this.#typed();
  }

  /** Gives dropped or pasted files to the chosen command's free file options, or else to the plain message. */
  takeFiles(files) {
    if (!this.#command) {
      this.#draft.addFiles(files);
      this.#text.focus();
      return;
    }
    const unused = this.#unusedOptions().filter((option) => option.type === OPTION.ATTACHMENT);
    const free = this.#fields.filter((field) => field.setFile && field.empty());
    for (const file of files) {
      const field = free.shift() ?? (unused.length ? this.#addField(unused.shift()) : null);
      if (!field) {
        this.#fail(`/${this.#command.name} takes no further file.`);
        return;
      }
      field.setFile(file);
    }
    this.#drawBar();
  }

  #commands() {
    return slashCommands(this.#store.commands);
  }

  #showPlaceholder() {
    const channel = this.#store.channelById(this.#store.channel);
    const where = channel ? `${channel.type === "dm" ? "@" : "#"}${channel.name}` : "here";
    this.#text.placeholder = `Message ${where}`;
  }

  #typed() {
    this.#fail("");
    const text = this.#text.value;
    fitHeight(this.#text);
    if (!text.startsWith("/")) {
      if (text) this.#deeds.typing();
      this.#offerMentions(text.slice(0, this.#text.selectionStart));
      return;
    }
    const commands = this.#commands();
    const read = readTyped(text, commands);
    if (read) {
      this.#choose(read.command, read.values);
      return;
    }
    const items = matching(commands, text.slice(1)).map((command) => ({
      label: `/${command.name}`, detail: command.description, command,
      hint: command.options.filter((option) => option.required).map((option) => option.name).join("  "),
    }));
    if (items.length === 0) this.#fail(commands.length ? "There is no such command here." : `${this.#store.bot.name} has no commands yet.`);
    this.#suggestions.show(this.#text, "Commands", items, (item) => this.#choose(item.command, {}));
  }

  #offerMentions(before) {
    const begun = BEGUN_MENTION.exec(before);
    const named = begun ? this.#store.membersHere().filter(({ name }) => name.toLowerCase().startsWith(begun[2].toLowerCase())) : [];
    this.#suggestions.show(this.#text, "Members", named.map((person) => ({ label: person.name, person })), ({ person }) => {
      this.#text.setRangeText(`@${person.name} `, before.length - begun[2].length - 1, before.length, "end");
    });
  }

  #choose(command, values) {
    this.#clear();
    this.#command = command;
    this.#text.hidden = true;
    this.#chips.hidden = false;
    this.#chips.append(h("span", { class: "command-pill", text: `/${command.name}` }));
    for (const option of command.options.filter(({ name, required }) => required || name in values)) {
      const field = this.#addField(option);
      if (option.name in values) field.set(String(values[option.name]));
    }
    this.#drawBar();
    this.#focusNext();
  }

  #addField(option) {
    const field = optionField(option, {
      suggestions: this.#suggestions,
      people: () => this.#store.people,
      complete: (focused) => this.#complete(focused),
      upload,
      failed: (sentence) => this.#fail(sentence),
      focused: (shown) => this.#drawBar(shown),
      next: () => this.#focusNext(),
    });
    this.#fields.push(field);
    this.#chips.append(field.node);
    return field;
  }

  /** To the first required option still empty, else the last field, else the button that sends. */
  #focusNext() {
    const target = this.#fields.find((field) => field.option.required && field.empty()) ?? this.#fields.at(-1);
    if (target) target.focus();
    else this.#form.querySelector("#composer-send").focus();
  }

  #unusedOptions() {
    const used = new Set(this.#fields.map((field) => field.option.name));
    return this.#command.options.filter((option) => !used.has(option.name));
  }

  #drawBar(option = null) {
    this.#bar.hidden = !this.#command;
    if (!this.#command) return;
    const text = option ? `${option.name}: ${option.description}` : this.#command.description;
    const more = this.#unusedOptions().map((unused) => h("button", { type: "button", class: "add-option", text: `+ ${unused.name}`, title: unused.description,
      on: { click: () => this.#add(unused) } }));
    this.#bar.replaceChildren(h("span", { class: "bar-text", text }), ...more);
  }

  #add(option) {
    const field = this.#addField(option);
    this.#drawBar(option);
    field.focus();
  }

  async #complete(option) {
    const { choices } = await autocomplete({
      person: this.#store.me, channel: this.#store.channel, name: this.#command.name, focused: option.name,
      options: Object.fromEntries(this.#fields.map((field) => [field.option.name, field.raw()])),
    });
    return choices;
  }

  #key(event) {
    if (event.isComposing || this.#suggestions.handleKey(event)) return;
    const typing = event.target.tagName === "TEXTAREA";
    if (event.key === "Enter" && !event.shiftKey && typing) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "Escape") this.#escape();
    else if (event.key === "Backspace") this.#backspace(event);
  }

  #escape() {
    if (this.#command || !this.#draft.empty) this.#cancel();
    else this.#deeds.idle();
  }

  #backspace(event) {
    if (!this.#command || event.target.value) return;
    const at = this.#fields.findIndex((field) => field.node.contains(event.target));
    const field = this.#fields[at];
    if (field && !field.option.required) {
      event.preventDefault();
      this.#fields.splice(at, 1);
      field.node.remove();
      this.#drawBar();
      this.#focusNext();
    } else if (this.#fields.every((each) => each.empty())) {
      event.preventDefault();
      this.#cancel();
    }
  }

  #cancel() {
    this.#clear();
    this.#text.focus();
  }

  #clear() {
    this.#command = null;
    this.#fields = [];
    this.#chips.replaceChildren();
    this.#chips.hidden = true;
    this.#text.hidden = false;
    this.#text.value = "";
    this.#draft.clear();
    fitHeight(this.#text);
    this.#suggestions.hide();
    this.#fail("");
    this.#drawBar();
  }

  #fail(sentence) {
    this.#error.textContent = sentence;
    this.#error.hidden = sentence === "";
  }

  #submit() {
    if (this.#sending) return;
    if (!this.#command) {
      if (this.#text.value.trim() || this.#draft.hasFiles) this.#send(() => this.#say());
      return;
    }
    const answers = this.#fields.map((field) => ({ field, ...field.read() }));
    const wrong = answers.find((answer) => answer.error);
    if (wrong) {
      this.#fail(wrong.error);
      wrong.field.focus();
      return;
    }
    const filled = answers.filter((answer) => answer.value !== undefined);
    const options = Object.fromEntries(filled.map((answer) => [answer.field.option.name, answer.value]));
    this.#send(() => runCommand(this.#store, { name: this.#command.name, options }));
  }

  async #say() {
    const content = withMentions(this.#text.value.trim(), this.#store.membersHere());
    await say({ person: this.#store.me, channel: this.#store.channel, content, ...await this.#draft.parts() });
  }

  async #send(deed) {
    this.#sending = true;
    try {
      await deed();
      this.#cancel();
      this.#deeds.sent();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#fail(error.message);
    } finally {
      this.#sending = false;
    }
  }
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
  const { interaction_id: id } = await sendCommand({ person: store.me, channel: store.channel, options: {}, ...request })
    .catch((error) => { drop(); throw error; });
  store.await(id, (failure) => {
    if (failure) store.failPending(pending, failure);
    else drop();
  });
}
