// The live connection: one JSON object per frame, opened again by itself when it drops.

const FIRST_DELAY_MS = 300;
const LONGEST_DELAY_MS = 5000;

export class LiveSocket {
  #person;
  #handlers;
  #delay = FIRST_DELAY_MS;
  #socket = null;
  #timer = 0;

  /** `handlers`: opened(), closed() and event(object). */
  constructor(person, handlers) {
    this.#person = person;
    this.#handlers = handlers;
    window.addEventListener("online", () => this.#retryNow());
    document.addEventListener("visibilitychange", () => document.hidden || this.#retryNow());
  }

  open() {
    const url = new URL("/playground/socket", location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    url.searchParams.set("person", this.#person);
    this.#socket = new WebSocket(url);
    this.#socket.addEventListener("open", () => {
      this.#delay = FIRST_DELAY_MS;
      this.#handlers.opened();
    });
    this.#socket.addEventListener("message", (frame) => this.#handlers.event(JSON.parse(frame.data)));
    this.#socket.addEventListener("close", () => this.#dropped());
  }

  #dropped() {
    this.#handlers.closed();
    this.#timer = window.setTimeout(() => this.#retryNow(), this.#delay);
    this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY_MS);
  }

  #retryNow() {
    if (this.#socket?.readyState !== WebSocket.CLOSED) return;
    window.clearTimeout(this.#timer);
    this.open();
  }
}
