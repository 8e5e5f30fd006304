// The live link: it only listens. A bell says "look again"; the page then fetches its parts by HTTP and morphs them.
// The first that a command prints comes by itself and stands there at once, until the page has fetched as much.
// Nothing a person does ever goes through it, so nothing can be sent late.
//
// <… data-live="org|run|incident" data-id="uuid" data-sequence="7">  a part to refresh when that bell rings;
//   its address (data-href, else the page's own) is fetched with HX-Request and answers with parts that carry
//   id and hx-swap-oob="morph". Text in progress, open folds and the reader's place in the output are kept.
import { hearOfPeople } from "./news.js";
import { freshen, say, serverSays } from "./page.js";
import { showPrint, showPrints } from "./prints.js";

const FIRST_WAIT = 1000, LONGEST_WAIT = 15000, SILENCE = 50000, PAUSE_BETWEEN = 150;
const mark = document.getElementById("live");
const lostPlace = document.getElementById("lost");
const links = [];
window.ddrunLinks = links; // for who looks into the page with the browser's tools

// ── what a morph must not take away ──
function inProgress(field) {
  if (field.matches("input[type=checkbox], input[type=radio]")) return field.checked !== field.defaultChecked;
  if (field.matches("select")) return document.activeElement === field;
  return field.matches("input:not([type=hidden]), textarea:not([readonly])") && (field.value !== field.defaultValue || document.activeElement === field);
}
if (window.Idiomorph) {
  Object.assign(Idiomorph.defaults.callbacks, {
    beforeNodeMorphed: (before, after) => !(before.nodeType === 1 && before.id === after.id && before.matches("input, textarea, select") && inProgress(before)),
    beforeAttributeUpdated: (name, node) => !(name === "open" && node.matches("details, dialog")) && !["data-watched", "data-lines", "data-arming"].includes(name) && !(name === "aria-disabled" && "arming" in node.dataset),
  });
}

// ── refetching: one at a time, and once more when the bell rang meanwhile ──
const fetching = new Map();
export async function look(part, only = "") {
  const key = part.id + only;
  if (fetching.has(key)) return void fetching.set(key, true);
  fetching.set(key, false);
  const address = new URL(part.dataset.href ?? location.href, location.href);
  // The server answers with everything when the output it has is not the one the page shows.
  if (only) address.searchParams.set(only, document.querySelector("#now .log")?.id ?? "");
  try {
    await htmx.ajax("GET", address.pathname + address.search, { source: part, swap: "none" });
  } catch { /* the link's own banner tells it */ }
  setTimeout(() => {
    const again = fetching.get(key);
    fetching.delete(key);
    const now = document.getElementById(part.id);
    if (again && now) look(now, only);
  }, PAUSE_BETWEEN);
}

function parts(scope, id) {
  return [...document.querySelectorAll(`[data-live="${scope}"]`)].filter((part) => part !== document.body && (!id || part.dataset.id === id));
}

class Link {
  constructor(scope, id) {
    this.scope = scope;
    this.id = id;
    this.wait = FIRST_WAIT;
    this.lostAt = null;
    this.connect();
  }

  connect() {
    clearTimeout(this.timer);
    const secure = location.protocol === "https:" ? "wss" : "ws";
    this.socket = new WebSocket(`${secure}://${location.host}/live/${this.scope}/${this.id ? `${this.id}/` : ""}`);
    this.socket.onmessage = (message) => this.heard(JSON.parse(message.data));
    this.socket.onclose = (event) => this.lost(event.code);
    this.expectWord();
  }

  expectWord() {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.socket.close(), SILENCE);
  }

  heard(news) {
    this.expectWord();
    if (news.now) serverSays(news.now);
    if (news.kind === "beat") return;
    if (news.kind === "hello") {
      const again = this.lostAt !== null;
      this.wait = FIRST_WAIT;
      this.lostAt = null;
      show();
      for (const part of parts(this.scope, this.id)) if (again || Number(part.dataset.sequence ?? -1) !== (news.seq ?? -1)) look(part);
      if (this.scope === "org") hearOfPeople();
      if (again) say("The page is live again.");
      return;
    }
    if (news.kind === "printed") return showPrint(news);
    for (const part of parts(this.scope, this.id)) look(part, news.kind === "output" ? "output" : "");
    if (this.scope === "org") hearOfPeople();
  }

  lost(code) {
    clearTimeout(this.silence);
    if (code === 4404) return void (mark && (mark.firstElementChild.textContent = "Not live"));
    if (code === 4401) return void location.reload();
    this.lostAt ??= Date.now();
    this.nextTry = Date.now() + this.wait;
    this.timer = setTimeout(() => this.connect(), this.wait);
    this.wait = Math.min(LONGEST_WAIT, this.wait * 2 * (0.85 + Math.random() * 0.3));
    show();
  }

  get open() { return this.socket.readyState === WebSocket.OPEN && this.lostAt === null; }

  now() {
    if (this.socket.readyState > WebSocket.OPEN) {
      this.wait = FIRST_WAIT;
      this.connect();
    } else for (const part of parts(this.scope, this.id)) look(part);
  }
}

// ── the mark, and the banner while nothing is heard ──
const GRACE = 2000; // a reload of the server is no news
function show() {
  const away = links.filter((link) => link.lostAt !== null);
  const gone = away.length ? Date.now() - Math.min(...away.map((link) => link.lostAt)) : 0;
  const lost = gone > GRACE;
  if (mark) {
    mark.className = `live num js-only ${lost ? "lost" : links.length && links.every((link) => link.open) ? "on" : ""}`;
    mark.firstElementChild.textContent = lost ? "Reconnecting" : links.every((link) => link.open) ? "Live" : "Connecting";
  }
  document.body.classList.toggle("stale", lost);
  lock(lost);
  if (!lostPlace) return;
  if (!lost) {
    if (!lostPlace.hidden) { lostPlace.hidden = true; lostPlace.replaceChildren(); }
    return;
  }
  if (lostPlace.hidden) drawLost();
  const next = Math.max(0, Math.ceil((Math.min(...away.map((link) => link.nextTry)) - Date.now()) / 1000));
  lostPlace.querySelector("[data-when]").textContent = `Connection lost ${Math.round(gone / 1000)} s ago.`;
  lostPlace.querySelector("[data-next]").textContent = next ? `Trying again in ${next} s.` : "Trying now.";
}

function drawLost() {
  const going = document.querySelector("[data-goes-on]")?.dataset.goesOn;
  lostPlace.innerHTML = `<div class="banner"><svg class="i" aria-hidden="true"><use/></svg><div><strong><span data-when></span> <span data-going></span></strong><p>Nothing was stopped from here. Buttons are paused so that nothing is sent twice; they come back when the page has caught up. <span data-next aria-hidden="true"></span></p></div><button class="btn" type="button" data-retry>Retry now</button></div>`;
  lostPlace.querySelector("use").setAttribute("href", `${document.body.dataset.icons.replace("img/", "")}icons.svg#plug`);
  lostPlace.querySelector("[data-going]").textContent = going ?? "";
  if (document.getElementById("plain-steps")) {
    const copy = Object.assign(document.createElement("button"), { className: "btn slim", type: "button", innerHTML: "<span>Copy remaining steps</span>" });
    copy.dataset.copyFrom = "plain-steps";
    lostPlace.querySelector("p").append(document.createElement("br"), copy);
  }
  lostPlace.hidden = false;
  say(`Connection lost. ${going ?? ""} Buttons are paused.`);
}

function lock(on) {
  for (const button of document.querySelectorAll("[data-act] button[type=submit]")) {
    if (on && button.getAttribute("aria-disabled") !== "true") {
      button.setAttribute("aria-disabled", "true");
      button.dataset.lost = button.title;
      button.title = "Paused until the page is live again, so that nothing is sent twice.";
    } else if (!on && "lost" in button.dataset) {
      button.removeAttribute("aria-disabled");
      button.title = button.dataset.lost;
      delete button.dataset.lost;
    }
  }
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-retry]")) for (const link of links) link.now();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") for (const link of links) link.now();
});

// ── a POST that did not answer: say what is known, look again, never send again ──
const AGAIN = 5000;
const looking = (event) => event.detail.requestConfig?.verb === "get";
function lookLater() {
  setTimeout(() => { for (const part of document.querySelectorAll("[data-live][data-id]")) look(part); }, AGAIN);
}
document.body.addEventListener("htmx:timeout", (event) => looking(event) ? lookLater() : unanswered("No answer within 10 s."));
document.body.addEventListener("htmx:sendError", (event) => looking(event) ? lookLater() : unanswered("The server could not be reached."));
function unanswered(what) {
  const place = document.getElementById("refusal");
  place.innerHTML = `<div class="wrap refused"><div class="banner"><svg class="i" aria-hidden="true"><use/></svg><div><strong></strong><p>It is not sent again by itself. What the page shows next is what the server knows.</p></div><button class="btn" type="button" data-dismiss>Close</button></div></div>`;
  place.querySelector("use").setAttribute("href", `${document.body.dataset.icons.replace("img/", "")}icons.svg#plug`);
  place.querySelector("strong").textContent = what;
  for (const link of links) link.now();
}
// A refused press: the page may be older than the run, so it looks again. A failed look is tried again in a while.
document.body.addEventListener("htmx:responseError", (event) => {
  if (looking(event)) return void lookLater();
  if (event.detail.xhr.status >= 500) unanswered("Something broke on the server; nothing of it was saved.");
  else for (const part of document.querySelectorAll("[data-live][data-id]")) look(part);
});
// What a refused look says belongs to nobody.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const failed = event.detail.xhr.status >= 400;
  if (failed && (looking(event) || event.detail.xhr.status >= 500)) event.detail.shouldSwap = false;
});
document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.closest("[data-act]")) document.getElementById("refusal").replaceChildren();
});
document.body.addEventListener("htmx:afterSettle", () => { freshen(); show(); });
// Output that came for a step the page does not show yet: the whole of it is due.
document.body.addEventListener("htmx:oobErrorNoTarget", () => {
  for (const part of document.querySelectorAll('[data-live="run"]')) look(part);
});
document.body.addEventListener("htmx:oobAfterSwap", () => { showPrints(); freshen(); show(); });

// ── begin ──
const wanted = new Set(["org/"]);
for (const part of document.querySelectorAll("[data-live][data-id]")) wanted.add(`${part.dataset.live}/${part.dataset.id}`);
for (const one of wanted) {
  const [scope, id] = one.split("/");
  links.push(new Link(scope, id));
}
setInterval(show, 1000);
