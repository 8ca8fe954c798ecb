// The desk by keyboard alone; every key does what a link or a button does.
const links = [...document.querySelectorAll("#queue .wz-row-link")];
const opened = document.getElementById("open");
const forms = opened ? [...opened.querySelectorAll("details[open] form")] : [];

function typing(event) {
  return event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]");
}

function go(step) {
  const at = links.findIndex((one) => one.getAttribute("aria-current"));
  const next = links[Math.min(Math.max(at < 0 ? 0 : at + step, 0), links.length - 1)];
  if (next) location.href = next.href;
}

function toForm() {
  const first = forms[0]?.querySelector("select, input:not([type=hidden]), textarea, button[type=submit]");
  first?.focus();
}

addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest?.("#open form") ?? forms[0];
    if (form) form.requestSubmit();
    return;
  }
  if (typing(event)) return;
  if (event.key === "j") go(1);
  else if (event.key === "k") go(-1);
  else if (event.key === "f") toForm();
  else if (event.key === "q") (links.find((one) => one.getAttribute("aria-current")) ?? links[0])?.focus();
  else return;
  event.preventDefault();
});

// After a step the next one's button has the focus: Enter again where all is right. The fragment is taken from the
// address first: a browser that comes to it later (a slow page) takes the focus away again.
if (location.hash === "#open") {
  history.replaceState(null, "", location.pathname + location.search);
  opened?.scrollIntoView();
  forms[0]?.querySelector("button[type=submit]")?.focus({ preventScroll: true });
}
