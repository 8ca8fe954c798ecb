// One matter: where it stands, what happened, what people wrote where one asks for it, and its open steps.
import { fieldsOf, showFaults } from "./form.js";
import { announce, clockWords, dueWords, fill, made, part, say, shortTitle } from "./page.js";
import { keep, matterOf, newId, resend } from "./queue.js";
import * as server from "./server.js";
import { gathered, stored } from "./submitting.js";

const stepForm = (area, one, step, entry, done) => {
  const schema = typeof step.form === "string" ? area.forms[step.form] : step.form;
  const box = fill(part("step"), { label: step.label, why: step.why_not });
  const form = box.querySelector("form");
  if (step.why_not !== null) {
    form.remove();
    return box;
  }
  form.querySelector("[data-fields]").append(fieldsOf(schema, entry?.data));
  box.open = Boolean(entry);
  if (entry?.stuck) showFaults(form, entry.stuck.errors);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const found = await gathered(form, schema);
    const kept = found && await stored(() => (entry
      ? resend(entry, { ...found, revision: one.revision })
      : keep([{
        id: newId(), account: area.account, uuid: one.uuid, step: step.key, revision: one.revision,
        label: step.label, title: one.title, state: one.state_label, ...found,
      }])));
    if (kept) done();
  });
  return box;
};

const happenedLine = (event) => {
  const line = fill(part("event"), { label: event.label, who: event.who, at: clockWords(event.at) });
  const facts = line.querySelector("[data-facts]");
  for (const { label, text } of event.facts) facts.append(made("span", "", `${label}: ${text}`));
  return line;
};

const lookButton = (screen, uuid) => {
  const box = screen.querySelector("[data-look]");
  for (const button of box.querySelectorAll("button")) {
    button.addEventListener("click", async () => {
      const list = box.querySelector("[data-texts]");
      try {
        const found = await server.look(uuid, "handling", button.value === "contact");
        if (!found.ok) announce(found.detail || found.title, "bad");
        list.replaceChildren(...(found.texts ?? []).map(({ label, text }) => made("p", "ph-text", label ? `${label}: ${text}` : text)));
        if (found.ok && button.value === "contact") list.append(made("p", "ph-text", found.contact || say("noContact")));
        if (found.ok && !list.childElementCount) list.append(made("p", "ph-help", say("noText")));
      } catch {
        announce(say("needsSignal"), "bad");
      }
    });
  }
};

/** The screen of a matter; `entry` is what is to be changed before it is sent again. Null where nothing is known of it. */
export const matter = async (area, uuid, rows, entry, done) => {
  if (!/^[0-9a-f-]{36}$/.test(uuid ?? "")) return null;
  const one = area.cases.find((other) => other.uuid === uuid) ?? await server.matter(uuid).catch(() => null);
  if (!one) return null;
  const screen = fill(part("matter"), {
    number: one.number, title: shortTitle(one), state: one.state_label, place: one.place, summary: one.summary,
    due: dueWords(one)?.text, person: one.person, unit: one.unit, waits: one.waits && say("waitsFor", { who: one.waits }),
  });
  screen.querySelector("[data-whole]").href = `/cases/${uuid}`;
  screen.querySelector("[data-events]").append(...one.timeline.map(happenedLine).reverse());
  lookButton(screen, uuid);
  const steps = screen.querySelector("[data-steps]");
  const waits = rows.some((row) => matterOf(row) === uuid && row.id !== entry?.id);
  if (waits) steps.append(made("p", "ph-note", say("stepWaits")));
  else steps.append(...one.steps.map((step) => stepForm(area, one, step, entry?.step === step.key ? entry : null, done)));
  if (!one.steps.length) steps.append(made("p", "ph-help", say("noSteps")));
  return screen;
};
