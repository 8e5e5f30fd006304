// The inbox by key: J and K walk, A goes to Approve, X to Refuse. Pressing stays with Enter.
import { onKey } from "./keys.js";

const asked = () => [...document.querySelectorAll("[data-approval]")];
let here = 0;

function walk(way) {
  const every = asked();
  if (!every.length) return;
  here = Math.min(every.length - 1, Math.max(0, here + way));
  every[here].focus({ preventScroll: true });
  every[here].scrollIntoView({ block: "nearest" });
}
function reach(selector) {
  const article = document.activeElement.closest?.("[data-approval]") ?? asked()[here];
  article?.querySelector(selector)?.focus();
}
onKey("j", "next request", () => walk(1));
onKey("k", "request before", () => walk(-1));
onKey("a", "to Approve", () => reach(".btn.primary"));
onKey("x", "to Refuse", () => {
  reach(".answers summary");
  document.activeElement.closest?.("details")?.setAttribute("open", "");
  document.activeElement.closest?.("details")?.querySelector("input[name=reason]")?.focus();
});
