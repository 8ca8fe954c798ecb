// Reading a page aloud by the browser's own voice. Without one the buttons stay hidden.
const box = document.querySelector("[data-aloud]");
const voice = window.speechSynthesis;

/** What a reader sees of the page, in sentences short enough for every browser's voice. */
const sentences = () => {
  const left = "script, style, [data-aloud], .wz-map, .visually-hidden, svg, input, textarea, select";
  const found = [];
  const walker = document.createTreeWalker(document.getElementById("main"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = node.textContent.replace(/\s+/g, " ").trim();
    const around = node.parentElement;
    if (words && !around.closest(left) && around.checkVisibility?.() !== false) found.push(words);
  }
  return found.flatMap((words) => words.match(/[^。！？；.!?;]{1,160}[。！？；.!?;]*/g) || []);
};

if (box && voice && window.SpeechSynthesisUtterance) {
  const [read, stop] = [box.querySelector("[data-aloud-read]"), box.querySelector("[data-aloud-stop]")];
  const said = box.querySelector("[data-aloud-said]");
  let turn = 0;
  box.hidden = false;

  const end = (words = "") => {
    turn += 1;
    voice.cancel();
    const held = document.activeElement === stop;
    [read.hidden, stop.hidden] = [false, true];
    if (held) read.focus();
    said.textContent = words;
  };

  read.addEventListener("click", () => {
    voice.cancel();
    turn += 1;
    const mine = turn;
    const parts = sentences();
    [read.hidden, stop.hidden] = [true, false];
    stop.focus();
    said.textContent = said.dataset.reading;
    parts.forEach((words, number) => {
      const spoken = new SpeechSynthesisUtterance(words);
      spoken.lang = document.documentElement.lang === "en" ? "en" : "zh-CN";
      spoken.rate = 0.9;
      spoken.onerror = (event) => {
        if (mine === turn) end(["canceled", "interrupted"].includes(event.error) ? "" : said.dataset.failed);
      };
      if (number === parts.length - 1) spoken.onend = () => { if (mine === turn) end(); };
      voice.speak(spoken);
    });
  });
  stop.addEventListener("click", () => end());
  addEventListener("keydown", (event) => { if (event.key === "Escape" && !stop.hidden) end(); });
  addEventListener("pagehide", () => voice.cancel());
}
