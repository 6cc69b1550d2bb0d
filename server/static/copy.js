// Buttons that copy code, where the browser lets a page do so.

/** Show the buttons that copy within an element. */
export function offerCopies(place) {
  if (!navigator.clipboard) return;
  for (const button of place.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

async function copy(button) {
  const status = button.parentElement.querySelector("[data-copied]");
  const code = button.parentElement.querySelector("code");
  await navigator.clipboard.writeText(code.textContent);
  status.textContent = status.dataset.copied;
  setTimeout(() => (status.textContent = ""), 3000);
}

offerCopies(document);
