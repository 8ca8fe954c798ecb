// Runs before the first paint: dark where the reader's system is, and marks that scripts work.
const root = document.documentElement;
root.classList.remove("no-js");
const dark = matchMedia("(prefers-color-scheme: dark)");
const paint = () => root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
paint();
dark.addEventListener("change", paint);
