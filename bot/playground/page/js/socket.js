// The live connection: one JSON object per frame, opened again by itself when it drops.

const FIRST_DELAY_MS = 300;
const LONGEST_DELAY_MS = 5000;

/** `handlers`: opened(), closed() and event(object). */
export function openSocket(person, handlers) {
  let delay = FIRST_DELAY_MS;
  let socket = null;
  let timer = 0;

  const open = () => {
    const url = new URL(`/playground/socket?${new URLSearchParams({ person })}`, location.href);
    url.protocol = location.protocol.replace("http", "ws");
    socket = new WebSocket(url);
    socket.addEventListener("open", () => {
      delay = FIRST_DELAY_MS;
      handlers.opened();
    });
    socket.addEventListener("message", (frame) => handlers.event(JSON.parse(frame.data)));
    socket.addEventListener("close", () => {
      handlers.closed();
      timer = window.setTimeout(retryNow, delay);
      delay = Math.min(delay * 2, LONGEST_DELAY_MS);
    });
  };
  const retryNow = () => {
    if (socket.readyState !== WebSocket.CLOSED) return;
    window.clearTimeout(timer);
    open();
  };

  window.addEventListener("online", retryNow);
  document.addEventListener("visibilitychange", () => document.hidden || retryNow());
  open();
}
