{% autoescape off %}
// Keeps the shell of the phone, so that it opens without a signal. What was entered is none of its business.
const VERSION = "{{ version }}";
const SHELL = {{ shell }};
const NAME = `wuzhi-phone-${VERSION}`;
const LATER = {{ later }};

self.addEventListener("install", (event) => {
  const fresh = SHELL.map((address) => new Request(address, { cache: "reload", credentials: "same-origin" }));
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(fresh)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("wuzhi-phone-") && name !== NAME) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

// The map's library comes after the first view, when the page asks for it.
const fetchRest = async () => {
  const cache = await caches.open(NAME);
  for (const address of LATER) if (!await cache.match(address, { ignoreVary: true })) await cache.add(address);
};

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
  if (event.data === "fetch the rest") event.waitUntil(fetchRest().catch(() => {}));
});

const kept = async (request) => {
  const cache = await caches.open(NAME);
  const found = await cache.match(request, { ignoreVary: true });
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === SHELL[0]) event.respondWith(kept(SHELL[0]));
  else if (SHELL.includes(pathname) || LATER.includes(pathname)) event.respondWith(kept(pathname));
});
{% endautoescape %}
