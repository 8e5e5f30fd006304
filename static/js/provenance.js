// Lights the source of a step, a value or a need and back, keeps marks under the text, carries a paste over the sign-in.

const text = document.querySelector("[data-source]");
let lit = null;

// What is lit together: a step, or the values and needs of a row, as one selector.
function light(place) {
  if (place === lit) return;
  for (const one of document.querySelectorAll(".lit")) one.classList.remove("lit");
  lit = place;
  if (place === null) return;
  for (const one of document.querySelectorAll(place)) one.classList.add("lit");
}

function placeOf(element) {
  const { step, spot } = element?.closest?.("[data-step], [data-spot]")?.dataset ?? {};
  const places = (spot ?? "").split(" ").filter(Boolean).map((name) => `[data-spot~="${name}"]`);
  if (step) places.push(`[data-step="${step}"]`);
  return places.join(", ") || null;
}

// The marks lie under the text, so the pointer is asked for everything below it.
function placeUnder(x, y) {
  return placeOf(document.elementsFromPoint(x, y).find((one) => one.matches("mark")));
}

function placeAtCaret() {
  let left = text.selectionStart;
  for (const one of document.getElementById("marks")?.children ?? []) {
    left -= one.textContent.length;
    if (left < 0) return one.matches("mark") ? placeOf(one) : null;
  }
  return null;
}

function show(place, within) {
  const first = [...(within?.querySelectorAll(place) ?? [])].find((one) => one.matches("mark"));
  if (!first) return;
  const box = text && within.id === "marks" ? text : within;
  const top = first.offsetTop - box.clientHeight / 3;
  box.scrollTo({ top, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" });
}

// Looked at once a frame, and always where the pointer is by then: the last move is the one that counts.
let moved = null;
document.addEventListener("pointermove", (event) => {
  if (moved === null)
    requestAnimationFrame(() => {
      const { target, clientX, clientY } = moved;
      moved = null;
      light(target === text ? placeUnder(clientX, clientY) : placeOf(target));
    });
  moved = event;
});
document.addEventListener("focusin", (event) => { if (event.target !== text) light(placeOf(event.target)); });

document.addEventListener("click", (event) => {
  const place = placeOf(event.target);
  if (place === null) return;
  const mark = event.target.closest("mark");
  if (mark) document.getElementById(`step-${mark.dataset.step}`)?.scrollIntoView({ block: "nearest" });
  else show(place, document.getElementById("marks") ?? document.querySelector("pre.source"));
  light(place);
});

if (text) {
  let pasting = false;
  const under = () => {
    const marks = document.getElementById("marks");
    if (marks) marks.scrollTop = text.scrollTop;
  };
  text.addEventListener("scroll", under, { passive: true });
  document.body.addEventListener("htmx:oobAfterSwap", under);
  document.addEventListener("selectionchange", () => { if (document.activeElement === text) light(placeAtCaret()); });
  let reading;
  text.addEventListener("input", (event) => {
    // Until the new marks are here the old ones would stand under other words.
    document.getElementById("marks")?.replaceChildren();
    clearTimeout(reading);
    // What is typed is read at the next pause, what comes as a whole at once.
    const typed = /^(insert(Text|LineBreak|CompositionText)|delete)/.test(event.inputType ?? "");
    reading = setTimeout(() => text.dispatchEvent(new Event("read")), typed && !pasting ? 200 : 0);
  });

  // What was copied from a page keeps its headings, lists and code: the markup is read, not the bare words.
  text.addEventListener("paste", async (event) => {
    const html = event.clipboardData.getData("text/html");
    if (!/<(h[1-6]|[ou]l|pre|table)[\s>]/i.test(html)) return;
    event.preventDefault();
    let words = event.clipboardData.getData("text/plain");
    try {
      const body = new URLSearchParams({ html, csrfmiddlewaretoken: text.form.elements.csrfmiddlewaretoken.value });
      const answer = await fetch(text.dataset.pageText, { method: "POST", body });
      if (answer.ok) words = await answer.text();
    } catch {
      // Without an answer the bare words are pasted, as any field would.
    }
    text.focus();
    pasting = true;
    document.execCommand("insertText", false, words); // the one way that Ctrl Z undoes
    pasting = false;
  });

  const form = text.form;
  if (form.matches("[data-paste-form]")) {
    const waiting = sessionStorage.getItem("pasted");
    // Until the page is ready nobody listens.
    if (waiting && !text.value.trim())
      addEventListener("load", () => {
        text.value = waiting;
        text.dispatchEvent(new Event("input", { bubbles: true }));
      });
    document.querySelector("[data-carry]")?.addEventListener("click", () => sessionStorage.setItem("pasted", text.value));
    if (form.matches("[data-keeps]")) form.addEventListener("submit", () => sessionStorage.removeItem("pasted"));
  }
}
