// Taking a matter in: a kind, a place, a few words; where it can be ended there, ended there.
import { fieldsOf, showFaults } from "./form.js";
import { fill, made, part, say } from "./page.js";
import { placePicker } from "./place.js";
import { keep, newId, resend } from "./queue.js";
import { gathered, stored } from "./submitting.js";

const RECENT = "wuzhi-phone-kinds";
const MOST_RECENT = 6;
const OURS = ["category", "place"];

const recents = () => JSON.parse(localStorage.getItem(RECENT) ?? "[]");
const useAgain = (kind) => {
  const kinds = [kind, ...recents().filter((one) => one !== kind)].slice(0, MOST_RECENT);
  localStorage.setItem(RECENT, JSON.stringify(kinds));
};

const kindsOf = (area) => area.processes.flatMap((process) => {
  const offered = process.form.properties.category?.oneOf ?? [];
  return offered.map((one) => ({ id: `${process.key}/${one.const}`, process, title: one.title, group: one.description ?? "" }));
});

const kindLink = (kind) => Object.assign(made("a", "ph-kind", kind.title), { href: `#report/${kind.id}` });

const section = (heading, kinds) => {
  const box = made("section", "ph-kinds");
  const grid = made("div", "ph-kind-grid");
  grid.append(...kinds.map(kindLink));
  box.append(made("h2", "ph-section", heading), grid);
  return box;
};

/** The screen of kinds: those used last first, then all, group by group; typing narrows them. */
export const kinds = (area) => {
  const screen = part("kinds");
  const box = screen.querySelector("[data-kinds]");
  const all = kindsOf(area);
  const used = recents().map((id) => all.find((one) => one.id === id)).filter(Boolean);
  const draw = (typed) => {
    const wanted = typed.trim().toLowerCase();
    const found = all.filter((one) => `${one.title} ${one.group}`.toLowerCase().includes(wanted));
    const groups = Map.groupBy?.(found, (one) => `${one.process.label} · ${one.group}`)
      ?? found.reduce((map, one) => {
        const name = `${one.process.label} · ${one.group}`;
        return map.set(name, [...(map.get(name) ?? []), one]);
      }, new Map());
    box.replaceChildren(
      ...(used.length && !wanted ? [section(say("recent"), used)] : []),
      ...[...groups].map(([heading, some]) => section(heading, some)),
    );
    if (!found.length) box.append(made("p", "ph-empty", say("noKind")));
  };
  screen.querySelector("input").addEventListener("input", (event) => draw(event.target.value));
  draw("");
  return screen;
};

const entriesOf = (area, kind, place, found, spot) => {
  const opening = newId();
  const title = `${kind.title} · ${place.shown}`;
  const first = {
    id: opening, account: area.account, process: kind.process.key, label: kind.process.label, title,
    data: { ...found.data, category: kind.category, place: place.value }, files: found.files,
    shown: [[say("place"), place.shown], ...found.shown],
  };
  let follows = opening;
  const after = kind.process.on_the_spot.map((step) => {
    const id = newId();
    const wanted = new Set(Object.keys(step.form.properties));
    const mine = {
      id, account: area.account, opening, follows, step: step.key, label: step.label, title,
      data: Object.fromEntries(Object.entries(spot?.data ?? {}).filter(([key]) => wanted.has(key))),
      files: (spot?.files ?? []).filter((file) => wanted.has(file.key)), shown: spot?.shown ?? [],
    };
    follows = id;
    return mine;
  });
  return spot ? [first, ...after] : [first];
};

const onTheSpot = (screen, process, entry) => {
  const box = screen.querySelector("[data-spot]");
  const last = process.on_the_spot.at(-1);
  box.hidden = !last || Boolean(entry);
  if (box.hidden) return null;
  fill(box, { spot: last.label });
  const tick = box.querySelector("input[type=checkbox]");
  const fields = box.querySelector("[data-spot-fields]");
  tick.addEventListener("change", () => {
    fields.replaceChildren(...(tick.checked ? [fieldsOf(last.form)] : []));
    fields.querySelector("input, textarea, select")?.focus();
  });
  return { schema: last.form, fields, chosen: () => tick.checked };
};

const find = (area, key, category) => {
  const process = area.processes.find((one) => one.key === key);
  const chosen = process?.form.properties.category?.oneOf.find((one) => one.const === category);
  return chosen ? { id: `${key}/${category}`, process, category, title: chosen.title } : null;
};

/** The screen of one report; `entry` is one that is to be changed. Null where this kind is not offered (any more). */
export const report = (area, key, category, entry, done) => {
  const kind = find(area, key, category);
  if (!kind) return null;
  const schema = kind.process.form;
  const screen = fill(part("report"), { kind: kind.title, process: kind.process.label });
  const form = screen.querySelector("form");
  const place = placePicker(area, entry?.data.place);
  screen.querySelector("[data-place]").append(place.element);
  screen.querySelector("[data-fields]").append(fieldsOf(schema, entry?.data, OURS));
  if (entry?.stuck) {
    const loose = showFaults(form, entry.stuck.errors);
    fill(screen, { fault: [entry.stuck.detail, ...loose].filter(Boolean).join(" ") });
  }
  const spot = onTheSpot(screen, kind.process, entry);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const where = { value: place.value(), shown: place.shown() };
    if (!where.value) {
      fill(screen, { fault: say("noPlace") });
      return;
    }
    const found = await gathered(screen.querySelector("[data-fields]"), schema, OURS);
    const ended = found && spot?.chosen() ? await gathered(spot.fields, spot.schema) : undefined;
    if (!found || ended === null) return;
    const files = found.files.length ? found.files : entry?.files;
    const shown = [[say("place"), where.shown], ...found.shown];
    const kept = await stored(() => (entry
      ? resend(entry, { data: { ...found.data, category, place: where.value }, files, shown })
      : keep(entriesOf(area, kind, where, found, ended))));
    if (!kept) return;
    useAgain(kind.id);
    done();
  });
  return screen;
};
