// The page's own words, parts and times: whatever is shown was translated by the template.
const words = document.getElementById("words");
const lang = document.documentElement.lang;
const UNITS = [["day", 86_400], ["hour", 3600], ["minute", 60]];

/** A sentence of the page; `{name}` in it gives way to `values.name`. */
export const say = (key, values = {}) => (words.dataset[key] ?? key).replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");

/** A copy of a template's first element. */
export const part = (name) => document.getElementById(`part-${name}`).content.firstElementChild.cloneNode(true);

/** Fills the elements marked `data-fill`, hiding those for which there is nothing. Returns the element. */
export const fill = (element, facts) => {
  for (const [name, value] of Object.entries(facts)) {
    for (const spot of element.querySelectorAll(`[data-fill="${name}"]`)) {
      spot.textContent = value ?? "";
      spot.hidden = value === undefined || value === null || value === "";
    }
  }
  return element;
};

/** An element with a class and text. */
export const made = (tag, css, text = "") => Object.assign(document.createElement(tag), { className: css, textContent: text });

/** What a screen reader says and the eye sees for a while. */
export const announce = (text, tone = "") => {
  const box = document.getElementById("said");
  box.textContent = text;
  box.dataset.tone = tone;
  box.hidden = false;
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => { box.hidden = true; }, 5000);
};

/** "in 3 hours", "yesterday", in the page's language. */
export const whenWords = (instant) => {
  const seconds = (new Date(instant) - Date.now()) / 1000;
  const form = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
  const [unit, size] = UNITS.find(([, least]) => Math.abs(seconds) >= least) ?? UNITS.at(-1);
  return form.format(Math.trunc(seconds / size), unit);
};

/** Day and time of day. */
export const clockWords = (instant) =>
  new Intl.DateTimeFormat(lang, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }).format(new Date(instant));

/** {text, late} of a due time; null where there is none. */
export const dueWords = (one) => {
  if (!one.due_at) return null;
  const late = new Date(one.due_at) < Date.now();
  return { late, text: say(late ? "late" : "due", { when: whenWords(one.due_at) }) };
};

/** A case's title without its place, which stands beside it. */
export const shortTitle = ({ title, place }) => (title.endsWith(` · ${place}`) ? title.slice(0, -place.length - 3) : title);

/** "350 m", "1.2 km". */
export const lengthWords = (metres) => (metres < 1000
  ? new Intl.NumberFormat(lang, { style: "unit", unit: "meter" }).format(Math.round(metres / 10) * 10)
  : new Intl.NumberFormat(lang, { style: "unit", unit: "kilometer", maximumFractionDigits: 1 }).format(metres / 1000));
