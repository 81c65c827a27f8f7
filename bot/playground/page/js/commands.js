// Reading Discord's application command objects: which commands there are, and what their options take.

export const OPTION = {
  SUBCOMMAND: 1, GROUP: 2, STRING: 3, INTEGER: 4, BOOLEAN: 5, USER: 6, NUMBER: 10, ATTACHMENT: 11,
};
const COMMAND = { SLASH: 1, MESSAGE: 3 };

/** The slash commands, subcommands spelt out: [{name: "prefer suffix", description, options}], by name. */
export function slashCommands(commands) {
  return commands.filter((command) => (command.type ?? COMMAND.SLASH) === COMMAND.SLASH)
    .flatMap((command) => spellOut(command, ""))
    .sort((a, b) => a.name.localeCompare(b.name));
}

function spellOut(command, prefix) {
  const name = prefix + command.name;
  const options = command.options ?? [];
  const nested = options.filter((option) => option.type === OPTION.SUBCOMMAND || option.type === OPTION.GROUP);
  if (nested.length) return nested.flatMap((option) => spellOut(option, `${name} `));
  return [{ name, description: command.description, options: requiredFirst(options) }];
}

function requiredFirst(options) {
  return [...options.filter((option) => option.required), ...options.filter((option) => !option.required)];
}

/** The commands for the menu of a message, by name. */
export function messageCommands(commands) {
  return commands.filter((command) => command.type === COMMAND.MESSAGE);
}

/** Those that a typed beginning may mean: names that begin with it first, then those that contain it. */
export function matching(commands, typed) {
  const wanted = typed.toLowerCase().trimStart();
  const begins = commands.filter((command) => command.name.startsWith(wanted));
  const contains = commands.filter((command) => !command.name.startsWith(wanted) && command.name.includes(wanted));
  return [...begins, ...contains];
}

/** Reads "/imagine a cat" into {command, values}, once the name is followed by a space; else null. */
export function readTyped(text, commands) {
  const hit = [...commands].sort((a, b) => b.name.length - a.name.length)
    .find((command) => text.slice(1).toLowerCase().startsWith(`${command.name} `));
  if (!text.startsWith("/") || !hit) return null;
  return { command: hit, values: readValues(text.slice(hit.name.length + 2), hit.options) };
}

function readValues(rest, options) {
  const typed = options.filter((option) => option.type !== OPTION.ATTACHMENT);
  if (!rest.trim() || typed.length === 0) return {};
  const names = typed.map((option) => option.name).sort((a, b) => b.length - a.length);
  const parts = rest.split(new RegExp(`(?:^|\\s)(${names.join("|")}):\\s*`, "u"));
  const values = parts[0].trim() ? { [typed[0].name]: parts[0].trim() } : {};
  for (let index = 1; index < parts.length; index += 2) values[parts[index]] = parts[index + 1].trim();
  return values;
}

/** The value an option sends for what was typed, as {value} or {error}; empty text is {value: undefined}. */
export function readOption(option, text) {
  if (text === "") return option.required ? { error: `${option.name} is required.` } : { value: undefined };
  if (option.type === OPTION.INTEGER || option.type === OPTION.NUMBER) return readNumber(option, text);
  if (option.max_length !== undefined && text.length > option.max_length) return { error: `${option.name} takes at most ${option.max_length} characters.` };
  if (option.min_length !== undefined && text.length < option.min_length) return { error: `${option.name} needs at least ${option.min_length} characters.` };
  return { value: text };
}

function readNumber(option, text) {
  const value = Number(text);
  const whole = option.type === OPTION.INTEGER;
  if (text.trim() === "" || !Number.isFinite(value) || (whole && !Number.isInteger(value))) return { error: `${option.name} takes a ${whole ? "whole " : ""}number.` };
  if (option.min_value !== undefined && value < option.min_value) return { error: `${option.name} is at least ${option.min_value}.` };
  if (option.max_value !== undefined && value > option.max_value) return { error: `${option.name} is at most ${option.max_value}.` };
  return { value };
}

/** The fixed choices of an option: its own, true and false, or people; null when anything may be typed. */
export function fixedChoices(option, people) {
  if (option.choices?.length) return option.choices;
  if (option.type === OPTION.BOOLEAN) return [{ name: "True", value: true }, { name: "False", value: false }];
  if (option.type === OPTION.USER) return people.map(({ id, name }) => ({ name, value: id }));
  return null;
}
