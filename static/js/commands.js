// Ctrl K: one field for places and for what this page offers. It opens and walks; it never starts a step.
import { openDialog } from "./page.js";

const dialog = document.getElementById("commands");
const field = dialog.querySelector("input");
const list = dialog.querySelector("ul");
let rows = [];

/** Places of the bar, then everything on the page that a key or a link reaches. */
function offers() {
  const places = [...document.querySelectorAll(".nav-menu .drop a")].map((link) => ({
    text: `Go to ${link.firstChild.textContent.trim()}`, hint: "", go: () => location.assign(link.href),
  }));
  const here = [...document.querySelectorAll("main [data-key], #run-dock [data-key], main summary.btn")]
    .filter((one) => one.offsetParent !== null && !one.dataset.primary && one.dataset.key !== "Enter")
    .map((one) => ({ text: said(one), hint: one.dataset.key ?? "", go: () => reach(one) }));
  const steps = [...document.querySelectorAll("[data-step] .t, [data-step] h2")].map((title) => ({
    text: said(title), hint: "look", go: () => look(title.closest("[data-step]")),
  }));
  return [...here, ...places, ...steps];
}

/** What an element says, without the key it teaches. */
function said(one) {
  return [...one.childNodes].filter((node) => node.nodeName !== "KBD").map((node) => node.textContent).join(" ").replace(/\s+/g, " ").trim();
}

function reach(one) {
  if (one.matches("summary")) {
    one.parentElement.open = true;
    one.parentElement.querySelector("form :is(textarea, select, input:not([type=hidden]))")?.focus();
  } else one.focus();
}

function look(step) {
  step.focus({ preventScroll: true });
  step.scrollIntoView({ block: "center" });
}

function draw() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  rows = offers().filter((offer) => words.every((word) => offer.text.toLowerCase().includes(word))).slice(0, 12);
  list.replaceChildren(...rows.map((offer, index) => {
    const row = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: offer.text });
    if (offer.hint) button.append(Object.assign(document.createElement("kbd"), { textContent: offer.hint.length === 1 ? offer.hint.toUpperCase() : offer.hint }));
    button.addEventListener("click", () => choose(index));
    row.append(button);
    return row;
  }));
}

function choose(index) {
  dialog.close();
  rows[index]?.go();
}

function open() {
  field.value = "";
  draw();
  openDialog("commands");
  field.focus();
}

field.addEventListener("input", draw);
dialog.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target === field) {
    event.preventDefault();
    choose(0);
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const stops = [field, ...list.querySelectorAll("button")];
    const now = stops.indexOf(document.activeElement);
    stops[(now + (event.key === "ArrowDown" ? 1 : stops.length - 1)) % stops.length].focus();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    open();
  }
});
document.addEventListener("click", (event) => { if (event.target.closest("[data-commands]")) open(); });
