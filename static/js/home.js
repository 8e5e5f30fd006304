// Carries the pasted text to /try without putting it into the address.
const box = document.querySelector("[data-paste]");
box.form.addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem("pasted", box.value);
  location.assign("/try");
});
