// Reading Discord's application command objects: which commands there are, and what their options take.

export const OPTION = { SUBCOMMAND: 1, GROUP: 2, INTEGER: 4, BOOLEAN: 5, USER: 6, NUMBER: 10, ATTACHMENT: 11 };
const COMMAND = { SLASH: 1, MESSAGE: 3 };

/** The slash commands, subcommands spelt out: [{name: "prefer suffix", label, description, options}], by name. */
export function slashCommands(commands) {
  return commands.filter((command) => (command.type ?? COMMAND.SLASH) === COMMAND.SLASH)
    .flatMap((command) => spellOut(command, "", ""))
    .sort((a, b) => a.name.localeCompare(b.name));
}

function spellOut(command, prefix, shown) {
  const name = prefix + command.name;
  const label = shown + command.label;
  const options = command.options ?? [];
  const nested = options.filter((option) => option.type === OPTION.SUBCOMMAND || option.type === OPTION.GROUP);
  if (nested.length) return nested.flatMap((option) => spellOut(option, `${name} `, `${label} `));
  const requiredFirst = options.toSorted((a, b) => Boolean(b.required) - Boolean(a.required));
  return [{ name, label, description: command.description, options: requiredFirst }];
}

/** The commands for the menu of a message, by name. */
export function messageCommands(commands) {
  return commands.filter((command) => command.type === COMMAND.MESSAGE);
}

/** Those that a typed beginning may mean: names that begin with it first, then those that contain it. */
export function matching(commands, typed) {
  const wanted = typed.toLowerCase().trimStart();
  const begins = ({ name }) => name.startsWith(wanted);
  return commands.filter(({ name, label }) => `${name}/${label}`.includes(wanted)).sort((a, b) => begins(b) - begins(a));
}

/** Reads "/imagine a cat" into {command, values}, once a name is followed by a space; else null. */
export function readTyped(text, commands) {
  const hit = spellings(commands).find(([spelt]) => text.slice(1).toLowerCase().startsWith(`${spelt} `));
  if (!text.startsWith("/") || !hit) return null;
  const [spelt, command] = hit;
  return { command, values: readValues(text.slice(spelt.length + 2), command.options) };
}

/** Each command or option under both its names, the longest first. */
function spellings(things) {
  return things.flatMap((thing) => [[thing.name, thing], [thing.label, thing]]).sort(([a], [b]) => b.length - a.length);
}

function readValues(rest, options) {
  const typed = options.filter((option) => option.type !== OPTION.ATTACHMENT);
  if (!rest.trim() || typed.length === 0) return {};
  const named = spellings(typed);
  const parts = rest.split(new RegExp(`(?:^|\\s)(${named.map(([spelt]) => spelt).join("|")}):\\s*`, "u"));
  const values = parts[0].trim() ? { [typed[0].name]: parts[0].trim() } : {};
  for (let index = 1; index < parts.length; index += 2) values[new Map(named).get(parts[index]).name] = parts[index + 1].trim();
  return values;
}

/** The value an option sends for what was typed, as {value} or {error}; empty text is {value: undefined}. */
export function readOption(option, text) {
  const { label: name, type, max_length: longest, min_length: shortest, required } = option;
  if (text === "") return required ? { error: `${name} is required.` } : { value: undefined };
  if (type === OPTION.INTEGER || type === OPTION.NUMBER) return readNumber(option, Number(text));
  if (text.length > longest) return { error: `${name} takes at most ${longest} characters.` };
  if (text.length < shortest) return { error: `${name} needs at least ${shortest} characters.` };
  return { value: text };
}

function readNumber({ label: name, type, min_value: least, max_value: most }, value) {
  const whole = type === OPTION.INTEGER;
  if (!Number.isFinite(value) || (whole && !Number.isInteger(value))) return { error: `${name} takes a ${whole ? "whole " : ""}number.` };
  if (value < least) return { error: `${name} is at least ${least}.` };
  if (value > most) return { error: `${name} is at most ${most}.` };
  return { value };
}

/** The fixed choices of an option: its own, true and false, or people; null when anything may be typed. */
export function fixedChoices(option, people) {
  if (option.choices?.length) return option.choices;
  if (option.type === OPTION.BOOLEAN) return [{ name: "True", value: true }, { name: "False", value: false }];
  if (option.type === OPTION.USER) return people.map(({ id, name }) => ({ name, value: id }));
  return null;
}
