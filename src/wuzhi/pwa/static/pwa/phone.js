// Begins, and moves between the screens that the address's fragment names.
import { drop, refresh, taken } from "./area.js";
import { canKeep, entries, holdReserve } from "./kept.js";
import { farewell, hasLeft, leave, unsent } from "./leaving.js";
import { matter } from "./matter.js";
import { announce, fill, made, part, say, whenWords } from "./page.js";
import { listen, send } from "./queue.js";
import { kinds, report } from "./report.js";
import { SignedOut, Unreached } from "./server.js";
import { today } from "./today.js";
import { waiting } from "./waiting.js";

const main = document.getElementById("main");
const bar = document.getElementById("bar");
const A_MINUTE = 60_000;
const done = [];
let area = null;
let state = "begin"; // or "ready", "signed-out", "empty"
let asked = 0;

const go = (address) => {
  if (location.hash === address) draw();
  else location.hash = address;
};
const home = () => { announce(say("kept")); go("#today"); };

const leaveButtons = async (screen) => {
  const rows = await unsent(area.account);
  const box = screen.querySelector("[data-leave]");
  fill(box, { unsent: rows.length ? say("unsent", { count: rows.length }) : "" });
  box.querySelector("[data-throw]").hidden = !rows.length;
  for (const button of box.querySelectorAll("button")) {
    button.addEventListener("click", async () => {
      if (button.value === "throw" && !confirm(say("reallyDrop"))) return;
      await leave(area.account, button.value === "throw");
      done.length = 0;
      area = null;
      state = "signed-out";
      go("#today");
      draw();
    });
  }
};

const more = async () => {
  const screen = fill(part("more"), { name: area.name, fresh: say("fresh", { when: whenWords(area.answered) }) });
  await leaveButtons(screen);
  return screen;
};

const screenOf = async (rows) => {
  const [name, first, second, third] = location.hash.slice(1).split("/");
  const entryOf = (id) => rows.find((one) => id && one.id === id) ?? null;
  if (name === "kinds") return kinds(area);
  if (name === "report") return report(area, first, second, entryOf(third), home);
  if (name === "case") return matter(area, first, rows, entryOf(second), home);
  if (name === "waiting") return waiting(rows, area.account, done, draw);
  if (name === "more") return more();
  return today(area, rows, draw);
};

const drawBar = (rows) => {
  const mine = rows.filter((one) => one.account === area?.account);
  const count = bar.querySelector("[data-count]");
  count.textContent = mine.length || "";
  count.classList.toggle("ph-bad", mine.some((one) => one.stuck));
  const here = location.hash.slice(1).split("/")[0] || "today";
  for (const link of bar.querySelectorAll("a")) {
    const current = link.getAttribute("href") === `#${here}`;
    if (current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  bar.hidden = state !== "ready";
};

/** Draws the screen of the address; a slower drawing of an earlier one is thrown away. */
async function draw() {
  asked += 1;
  const mine = asked;
  const rows = await entries().catch(() => []);
  let screen = null;
  if (state === "signed-out") screen = fill(part("signed-out"), { unsent: rows.length ? say("unsent", { count: rows.length }) : "" });
  else if (state === "empty") screen = part("empty");
  else if (area) screen = await screenOf(rows) ?? fill(part("gone"), {});
  if (mine !== asked || !screen) return;
  main.replaceChildren(screen);
  drawBar(rows);
}

// A list that changes under a thumb is worse than one that is a minute old: forms are never drawn anew.
const mayRedraw = () => ["", "today", "waiting"].includes(location.hash.slice(1).split("/")[0]);

// Told before anyone types: what is entered next may be the last for which there is room.
const lookForRoom = async () => { document.getElementById("full").hidden = await holdReserve(); };

const offline = (is) => { document.getElementById("offline").hidden = !is; };

const renew = async () => {
  try {
    if (!await farewell() || hasLeft()) throw new Unreached("left");
    area = await refresh();
    state = "ready";
    offline(false);
  } catch (error) {
    if (error instanceof SignedOut) {
      await drop();
      area = null;
      state = "signed-out";
    } else if (error instanceof Unreached) {
      offline(true);
      area = hasLeft() ? null : await taken();
      state = hasLeft() ? "signed-out" : area ? "ready" : "empty";
    } else throw error;
  }
};

const beat = async () => {
  const before = area?.tag;
  await renew();
  if (mayRedraw() || before === undefined || !area) draw();
};

listen(async ({ kind, entry, found }) => {
  if (kind === "sent") {
    done.unshift({ label: entry.label, title: entry.title, code: found.code ?? "" });
    announce(say("sent", { label: entry.label }));
  }
  if (kind === "stuck") announce(say("stuck"), "bad");
  if (kind === "unreached") offline(true);
  if (kind === "signed-out") await beat();
  if (kind === "kept" || kind === "idle") lookForRoom();
  if (kind === "idle") await beat();
  else if (kind === "elsewhere" && mayRedraw()) await draw();
  else drawBar(await entries().catch(() => []));
});

const install = async () => {
  if (!("serviceWorker" in navigator)) return;
  const found = await navigator.serviceWorker.register(document.body.dataset.worker, { updateViaCache: "none" });
  const offer = (worker) => {
    if (!worker || !navigator.serviceWorker.controller) return;
    const box = document.getElementById("renew");
    box.hidden = false;
    box.querySelector("button").onclick = () => worker.postMessage("take over");
  };
  offer(found.waiting);
  found.addEventListener("updatefound", () => {
    const worker = found.installing;
    worker.addEventListener("statechange", () => worker.state === "installed" && offer(worker));
  });
  let first = !navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (!first) location.reload();
    first = false;
  });
  setInterval(() => found.update().catch(() => {}), 30 * A_MINUTE);
  (await navigator.serviceWorker.ready).active.postMessage("fetch the rest");
};

addEventListener("hashchange", async () => { lookForRoom(); await draw(); main.focus(); scrollTo(0, 0); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) beat(); });
addEventListener("online", beat);
addEventListener("offline", () => offline(true));
setInterval(beat, 5 * A_MINUTE);

if (!await canKeep()) {
  document.getElementById("unkept").hidden = false;
} else lookForRoom();
area = hasLeft() ? null : await taken();
if (area) {
  state = "ready";
  await draw();
}
await beat();
performance.mark("ready");
send();
navigator.storage?.persist?.();
install().catch(() => {});
