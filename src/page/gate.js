// Comfort at the gate. Everything here works without it, with more typing.

// Mails that we send carry the address behind the #, where no server sees it.
const email = document.getElementById("email");
const fragment = location.hash;
if (fragment) history.replaceState(null, "", location.pathname);
if (fragment.startsWith("#to=") && fragment.length < 800 && email && !email.value) {
  try {
    // 254 characters is the longest mail address (RFC 5321).
    email.value = decodeURIComponent(fragment.slice(4)).slice(0, 254);
  } catch {
    // Not percent-encoded text: leave the field to be typed.
  }
}

// The page that asks for the code names the mailbox, so that a slip shows. Only
// this tab remembers it, and only until the code is right.
const shown = document.getElementById("mailbox");
try {
  const typed = sessionStorage.getItem("mailbox");
  if (shown && typed && !email.value) shown.textContent = email.value = typed;
  email?.form.addEventListener("submit", () => sessionStorage.setItem("mailbox", email.value));
} catch {
  // No storage in this browser: the page says "this mailbox".
}

// The code in capitals and in two groups, as the mail shows it. Only typing at
// the end is shaped, so that the cursor never jumps.
const code = document.getElementById("code");
code?.addEventListener("input", (event) => {
  if (event.inputType?.startsWith("delete") || code.selectionStart < code.value.length) return;
  const plain = code.value.toUpperCase().replace(/[^0-9A-Z]/g, "").slice(0, 8);
  code.value = plain.length > 4 ? `${plain.slice(0, 4)}-${plain.slice(4)}` : plain;
});

// How long the code is good: counted from the server's word, not by this
// device's clock, which may be wrong.
const until = document.querySelector("[data-seconds]");
if (until) {
  const end = Date.now() + until.dataset.seconds * 1000;
  const left = document.createElement("span");
  until.after(left);
  const tick = () => {
    const seconds = Math.ceil((end - Date.now()) / 1000);
    if (seconds > 0) {
      const rest = String(seconds % 60).padStart(2, "0");
      const clock = `${Math.floor(seconds / 60)}:${rest}`;
      left.textContent = ` (${until.dataset.left.replace("{time}", clock)})`;
    } else {
      clearInterval(timer);
      left.textContent = "";
      document.getElementById("expired").hidden = false;
      document.getElementById("again").open = true;
    }
  };
  const timer = setInterval(tick, 1000);
  tick();
}
