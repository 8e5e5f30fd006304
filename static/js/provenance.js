// Lights the source of a step and the step of a source, keeps marks under the text, carries a paste over the sign-in.

const text = document.querySelector("[data-source]");
let lit = null;

function light(step) {
  if (step === lit) return;
  for (const one of document.querySelectorAll(".lit")) one.classList.remove("lit");
  lit = step;
  if (step === null) return;
  for (const one of document.querySelectorAll(`[data-step="${step}"]`)) one.classList.add("lit");
}

function stepOf(element) {
  return element?.closest?.("[data-step]")?.dataset.step ?? null;
}

// The marks lie under the text, so the pointer is asked for everything below it.
function stepUnder(x, y) {
  for (const one of document.elementsFromPoint(x, y)) if (one.matches("mark[data-step]")) return one.dataset.step;
  return null;
}

function stepAtCaret() {
  let left = text.selectionStart;
  for (const one of document.getElementById("marks")?.children ?? []) {
    left -= one.textContent.length;
    if (left < 0) return one.dataset.step ?? null;
  }
  return null;
}

function show(step, within) {
  const first = within?.querySelector(`mark[data-step="${step}"]`);
  if (!first) return;
  const box = text && within.id === "marks" ? text : within;
  const top = first.offsetTop - box.clientHeight / 3;
  box.scrollTo({ top, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" });
}

let asked = false;
document.addEventListener("pointermove", (event) => {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    light(event.target === text ? stepUnder(event.clientX, event.clientY) : stepOf(event.target));
  });
});
document.addEventListener("focusin", (event) => { if (event.target !== text) light(stepOf(event.target)); });

document.addEventListener("click", (event) => {
  const step = stepOf(event.target);
  if (step === null) return;
  if (event.target.closest("mark")) document.getElementById(`step-${step}`)?.scrollIntoView({ block: "nearest" });
  else show(step, document.getElementById("marks") ?? document.querySelector("pre.source"));
  light(step);
});

if (text) {
  const under = () => {
    const marks = document.getElementById("marks");
    if (marks) marks.scrollTop = text.scrollTop;
  };
  text.addEventListener("scroll", under, { passive: true });
  document.body.addEventListener("htmx:oobAfterSwap", under);
  document.addEventListener("selectionchange", () => { if (document.activeElement === text) light(stepAtCaret()); });
  // Until the new marks are here the old ones would stand under other words.
  text.addEventListener("input", () => document.getElementById("marks")?.replaceChildren());

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
    document.execCommand("insertText", false, words); // the one way that Ctrl Z undoes
  });

  const form = text.form;
  if (form.matches("[data-paste-form]")) {
    const waiting = sessionStorage.getItem("pasted");
    // htmx remembers the value it finds when the page is ready; what comes after that counts as typed.
    if (waiting && !text.value.trim())
      addEventListener("load", () => {
        text.value = waiting;
        text.dispatchEvent(new Event("input", { bubbles: true }));
      });
    document.querySelector("[data-carry]")?.addEventListener("click", () => sessionStorage.setItem("pasted", text.value));
    if (form.matches("[data-keeps]")) form.addEventListener("submit", () => sessionStorage.removeItem("pasted"));
  }
}
