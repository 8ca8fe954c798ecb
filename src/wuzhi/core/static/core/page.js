// Comfort only: every page works without this file.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const said = document.getElementById(button.dataset.said);
    if (said) said.textContent = button.dataset.done;
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// What is folded to save the screen stands open on paper.
addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details[data-paper]:not([open])")) {
    part.dataset.paper = "opened";
    part.open = true;
  }
});
addEventListener("afterprint", () => {
  for (const part of document.querySelectorAll("details[data-paper=opened]")) {
    part.dataset.paper = "";
    part.open = false;
  }
});

// The server answers a second click with the first result; this only shows that the first one was heard.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-disabled", "true");
  });
}
// A page from the browser's memory may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button[type=submit]")) button.removeAttribute("aria-disabled");
  }
});

// What the phone's page has read goes with whoever signs out; what waits to be sent there stays.
for (const form of document.querySelectorAll("form[action$='/sign-out']")) {
  form.addEventListener("submit", () => indexedDB.deleteDatabase("wuzhi-phone-read"));
}

// Whoever signs in anew is not signed out for having left the phone's page before.
document.getElementById("id_password")?.form.addEventListener("submit", () => {
  localStorage.removeItem("wuzhi-phone-left");
});

// A long list of choices is narrowed by typing; what is ticked stays in sight.
for (const many of document.querySelectorAll("details[data-filter]")) {
  const filter = document.createElement("input");
  filter.type = "search";
  filter.className = "form-control mb-2";
  filter.placeholder = many.dataset.filter;
  filter.setAttribute("aria-label", many.dataset.filter);
  filter.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  filter.addEventListener("input", () => {
    const wanted = filter.value.trim().toLowerCase();
    for (const choice of many.querySelectorAll(".wz-choice")) {
      choice.hidden = !choice.querySelector("input").checked && !choice.textContent.toLowerCase().includes(wanted);
    }
  });
  many.querySelector("summary").after(filter);
}

// The first wrong field gets the focus, so that nobody has to look for it.
const wrong = document.querySelector(".is-invalid");
if (wrong) wrong.focus();
