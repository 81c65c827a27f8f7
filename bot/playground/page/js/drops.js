// Files dropped anywhere on the page, or pasted; with a dialog open they are not meant for the composer.

/** Hands such files to `take(files)`. */
export function takeDropsAndPastes(take) {
  const offer = (event, transfer) => {
    const files = [...(transfer?.files ?? [])];
    if (files.length === 0 || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    take(files);
  };
  document.addEventListener("paste", (event) => offer(event, event.clipboardData));
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.toggle("dragging", [...event.dataTransfer.types].includes("Files"));
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget || document.body.classList.remove("dragging"));
  document.addEventListener("drop", (event) => {
    document.body.classList.remove("dragging");
    event.preventDefault();
    offer(event, event.dataTransfer);
  });
}
