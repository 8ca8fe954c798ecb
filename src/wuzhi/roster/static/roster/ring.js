// Rings an open page: asks one small address now and then whether anything urgent calls, and says so until it is heard.
// Nothing here tells anybody where or when this page is open: the answer is the same whoever asks, and nothing is kept.
const VISIBLE = 20_000;
const HIDDEN = 60_000;
const LONGEST = 300_000;
const AGAIN = 8_000;
const TURNED_ON = "wuzhi-ring";
const SHOWN = "wuzhi-ring-shown";
const banner = document.getElementById("ring");
const title = document.title;
const others = "BroadcastChannel" in window ? new BroadcastChannel("wuzhi-ring") : null;
const timing = { poll: 0, flash: 0, sound: 0 };
let rings = [];
let tag = "";
let failures = 0;
let audio = null;

const turnedOn = () => localStorage.getItem(TURNED_ON) === "on";
const mayNotify = () => "Notification" in window && Notification.permission === "granted";

function pause() {
  const usual = document.hidden ? HIDDEN : VISIBLE;
  return failures ? Math.min(usual * 2 ** failures, LONGEST) : usual;
}

async function poll() {
  clearTimeout(timing.poll);
  try {
    const answer = await fetch(banner.dataset.url, {
      headers: tag ? { "If-None-Match": tag } : {},
      cache: "no-store",
      redirect: "error",
    });
    failures = 0;
    if (answer.status === 403 || answer.status === 401) { show([]); return; } // signed out: there is nobody to ring
    if (answer.status === 200) {
      tag = answer.headers.get("ETag") || "";
      show((await answer.json()).rings);
    } else if (answer.status === 204) {
      tag = "";
      show([]);
    } else if (answer.status !== 304) failures += 1;
  } catch {
    failures += 1;
  }
  timing.poll = setTimeout(poll, pause());
}

function show(found) {
  rings = found;
  banner.hidden = !rings.length;
  banner.querySelector("[data-ring-all]").hidden = rings.length > 0;
  banner.querySelector("[data-ring-list]").replaceChildren(...rings.map(line));
  if (rings.length) alarm();
  else quiet();
}

function line(ring) {
  const made = banner.querySelector("[data-ring-line]").content.cloneNode(true);
  const link = made.querySelector("a");
  link.href = ring.url;
  link.textContent = ring.title;
  made.querySelector("button").addEventListener("click", () => hear(ring));
  return made;
}

async function hear(ring) {
  const token = banner.querySelector("[name=csrfmiddlewaretoken]").value;
  const address = banner.dataset.heard.replace("/0/", `/${ring.id}/`);
  try {
    const headers = { "X-CSRFToken": token, "X-Requested-With": "ring" };
    const answer = await fetch(address, { method: "POST", headers, redirect: "error" });
    if (!answer.ok && answer.status !== 404) throw new Error(String(answer.status));
    tag = "";
    show(rings.filter((one) => one.id !== ring.id));
    if (others) others.postMessage("heard");
  } catch {
    location.href = ring.url; // the case itself can still be taken on
  }
}

function alarm() {
  if (!timing.flash) {
    timing.flash = setInterval(() => {
      document.title = document.title === title ? `(${rings.length}) ${banner.dataset.kind}` : title;
    }, 1000);
  }
  if (turnedOn()) {
    for (const ring of rings) notify(ring);
    if (!timing.sound) timing.sound = setInterval(sound, AGAIN);
    sound();
  }
}

function quiet() {
  clearInterval(timing.flash);
  clearInterval(timing.sound);
  timing.flash = timing.sound = 0;
  document.title = title;
}

// Kind and place only, and once a device: the tag makes two tabs say it as one.
function notify(ring) {
  const told = JSON.parse(localStorage.getItem(SHOWN) || "[]");
  if (!mayNotify() || told.includes(ring.id)) return;
  localStorage.setItem(SHOWN, JSON.stringify([...told, ring.id].slice(-50)));
  try {
    const options = { tag: `wuzhi-ring-${ring.id}`, requireInteraction: true, icon: banner.dataset.bell };
    const said = new Notification(`${banner.dataset.kind}: ${ring.title}`, options);
    said.addEventListener("click", () => {
      window.focus();
      location.href = ring.url;
    });
  } catch {
    // Some phones allow notifications to background scripts alone; sound and title still ring.
  }
}

// One tab at a time makes the sound.
function sound() {
  const play = async () => {
    audio = audio || new AudioContext();
    await Promise.race([audio.resume(), wait(500)]);
    if (audio.state !== "running") return;
    for (const [at, pitch] of [[0, 880], [0.25, 660], [0.5, 880]]) tone(at, pitch);
    await wait(1500);
  };
  if (!("locks" in navigator)) play();
  else navigator.locks.request("wuzhi-ring-sound", { ifAvailable: true }, (lock) => (lock ? play() : null));
}

function tone(at, pitch) {
  const voice = audio.createOscillator();
  const level = audio.createGain();
  voice.frequency.value = pitch;
  level.gain.value = 0.2;
  voice.connect(level).connect(audio.destination);
  voice.start(audio.currentTime + at);
  voice.stop(audio.currentTime + at + 0.2);
}

const wait = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

// "Ring on this device": the browser is asked for its permission here and nowhere else.
function draw(device) {
  const state = device.querySelector("[data-ring-state]");
  const button = device.querySelector("[data-ring-switch]");
  button.textContent = turnedOn() ? button.dataset.on : button.dataset.off;
  button.setAttribute("aria-pressed", String(turnedOn()));
  state.textContent = !turnedOn() ? state.dataset.off : mayNotify() ? state.dataset.on : state.dataset.blocked;
}

for (const device of document.querySelectorAll("[data-ring-device]")) {
  device.hidden = false;
  draw(device);
  device.querySelector("[data-ring-switch]").addEventListener("click", async () => {
    localStorage.setItem(TURNED_ON, turnedOn() ? "off" : "on");
    if (turnedOn()) {
      audio = audio || new AudioContext();
      audio.resume();
      if ("Notification" in window && Notification.permission === "default") await Notification.requestPermission();
      if (rings.length) alarm();
    } else if (timing.sound) {
      clearInterval(timing.sound);
      timing.sound = 0;
    }
    draw(device);
  });
}

if (banner) {
  document.addEventListener("visibilitychange", () => { if (!document.hidden) poll(); });
  if (others) others.addEventListener("message", () => { tag = ""; poll(); });
  poll();
}
