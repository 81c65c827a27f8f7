// The calls of the playground server. Every refusal becomes an ApiError with one sentence to show.

class ApiError extends Error {}

/** What to show of an error: a refusal's sentence. Anything else is a mistake of this page, and thrown on. */
export function sentenceOf(error) {
  if (!(error instanceof ApiError)) throw error;
  return error.message;
}

async function call(path, init) {
  let response;
  try {
    response = await fetch(`/playground/${path}`, init);
  } catch {
    throw new ApiError("The playground does not answer. Is it still running?");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(body.error ?? `The playground answered ${response.status}.`);
  return body;
}

function post(path, body) {
  return call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

/** The whole picture for `person` in `channel`; either may be null to let the server choose. */
export function fetchState(person, channel) {
  const known = Object.entries({ person, channel }).filter(([, id]) => id);
  return call(`state?${new URLSearchParams(known)}`);
}

export const sendCommand = (body) => post("command", body);
export const autocomplete = (body) => post("autocomplete", body);
export const press = (body) => post("press", body);
export const submitModal = (body) => post("modal", body);
export const react = (body) => post("react", body);
export const dismiss = (body) => post("dismiss", body);
export const say = (body) => post("say", body);
export const tellTyping = (body) => post("typing", body);
export const deleteMessage = (body) => post("delete", body);
export const fetchLevers = () => call("levers");
export const pullLever = (key) => post(`levers/${encodeURIComponent(key)}`, {});

/** Stores a file and gives the id that stands for it in a command or a modal. */
export async function upload(file) {
  const query = new URLSearchParams({ filename: file.name || "image.png" });
  const type = file.type || "application/octet-stream";
  const answer = await call(`upload?${query}`, { method: "POST", headers: { "Content-Type": type }, body: file });
  return answer.upload_id;
}
