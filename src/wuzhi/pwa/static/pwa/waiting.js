// What waits to be sent, and what came back: a conflict with both versions, a refusal with its reason.
import { clockWords, fill, made, part, say } from "./page.js";
import { letGo, resend } from "./queue.js";
import * as server from "./server.js";

const button = (label, css, act) => {
  const found = Object.assign(made("button", `ph-button ${css}`, label), { type: "button" });
  found.addEventListener("click", act);
  return found;
};

const wanted = (entry) => {
  const list = made("dl", "ph-facts");
  for (const [label, text] of entry.shown ?? []) list.append(made("dt", "", label), made("dd", "", text));
  return list;
};

const changeAddress = (entry) =>
  (entry.step ? `#case/${entry.uuid}/${entry.id}` : `#report/${entry.process}/${entry.data.category}/${entry.id}`);

const dropButton = (entry, redraw) => button(say("drop"), "ph-quiet", async () => {
  if (!confirm(say("reallyDrop"))) return;
  await letGo(entry);
  redraw();
});

const nowOf = (one) => {
  const last = one.timeline.at(-1);
  const list = made("dl", "ph-facts");
  const lines = [[say("stateNow"), one.state_label], [say("waitsNow"), one.waits]];
  if (last) lines.push([say("lastNow"), [last.label, last.who, clockWords(last.at)].filter(Boolean).join(" · ")]);
  for (const [label, text] of lines) if (text) list.append(made("dt", "", label), made("dd", "", text));
  return list;
};

const conflict = async (box, entry, redraw) => {
  const now = box.querySelector("[data-now]");
  const acts = box.querySelector("[data-acts]");
  box.querySelector("[data-both]").hidden = false;
  let one = null;
  try {
    one = await server.matter(entry.uuid);
  } catch {
    now.replaceChildren(made("p", "ph-help", say("needsSignal")));
    acts.append(dropButton(entry, redraw));
    return;
  }
  now.replaceChildren(one ? nowOf(one) : made("p", "", say("outOfSight")));
  const open = one?.steps.find((step) => step.key === entry.step && step.why_not === null);
  if (open) acts.append(button(say("sendAnyway"), "", async () => { await resend(entry, { revision: one.revision }); redraw(); }));
  else now.append(made("p", "ph-note", say("noLongerOpen")));
  acts.append(dropButton(entry, redraw));
};

const refused = (box, entry, redraw) => {
  const acts = box.querySelector("[data-acts]");
  acts.append(
    Object.assign(made("a", "ph-button", say("change")), { href: changeAddress(entry) }),
    button(say("sendAgain"), "ph-quiet", async () => { await resend(entry); redraw(); }),
    dropButton(entry, redraw),
  );
};

const card = (entry, redraw) => {
  const { stuck } = entry;
  const tone = !stuck ? "wait" : stuck.conflict ? "conflict" : "refused";
  const why = stuck ? [stuck.detail, ...stuck.errors.map(({ detail }) => detail)].filter(Boolean).join(" ") : "";
  const box = fill(part("entry"), { label: entry.label, title: entry.title, tone: say(tone), why });
  box.dataset.tone = tone;
  box.querySelector("[data-wanted]").append(wanted(entry));
  if (stuck?.conflict) conflict(box, entry, redraw);
  else if (stuck) refused(box, entry, redraw);
  return box;
};

/** The screen: the entries of this account, then how many wait for another. */
export const waiting = (rows, account, done, redraw) => {
  const screen = part("waiting");
  const mine = rows.filter((one) => one.account === account);
  const list = screen.querySelector("[data-entries]");
  list.append(...mine.map((entry) => card(entry, redraw)));
  if (!mine.length) list.append(made("p", "ph-empty", say("nothingWaits")));
  const theirs = rows.length - mine.length;
  if (theirs) list.append(made("p", "ph-note", say("othersWait", { count: theirs })));
  const sentList = screen.querySelector("[data-sent]");
  sentList.hidden = !done.length;
  for (const { label, title, code } of done) {
    sentList.querySelector("ul").append(made("li", "", [label, title, code && say("code", { code })].filter(Boolean).join(" · ")));
  }
  return screen;
};
