// Shows what the emulator holds, and asks again every second while the page is visible.

const PERIOD = 1000;

/** An element with a text or children; never with markup, since users choose their own names. */
function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

function passkey(passkey) {
  const used = `${passkey.device}, ${passkey.rpId}, counter ${passkey.counter}, last used ${passkey.lastUsedAt}`;
  return element("li", passkey.nickname ?? "", " ", element("code", passkey.id), element("small", used));
}

function user(user) {
  const aliases = user.aliases.map((alias) => alias ?? "(hashed)").join(", ");
  return element(
    "li",
    element("strong", user.userId),
    aliases && element("small", `also ${aliases}`),
    element("ul", ...user.passkeys.map(passkey)),
  );
}

function app(app) {
  const count = `${app.userCount} users, ${app.passkeyCount} passkeys`;
  return element("div", element("h3", app.name), element("small", count), element("ul", ...app.users.map(user)));
}

function mail(mail) {
  const link = element("a", mail.link);
  link.href = mail.link;
  link.rel = "noreferrer";
  return element("li", `${mail.address} (${mail.userId})`, element("small", mail.sentAt), link);
}

function request(request) {
  const status = element("span", request.status === null ? "cut" : String(request.status));
  if (request.status === null || request.status >= 400) status.className = "failed";
  return element("li", status, ` ${request.method} `, element("code", request.path), element("small", `${request.at}, ${request.microseconds} µs`));
}

function fill(id, elements, nothing) {
  document.getElementById(id).replaceChildren(...(elements.length ? elements : [element("p", nothing)]));
}

function show(state) {
  const clock = state.clockIsFixed ? "its clock is fixed at" : "its clock says";
  document.getElementById("status").textContent = `Running; ${clock} ${state.now}`;
  fill("users", state.apps.map(app), "No application.");
  fill("outbox", state.apps.flatMap((app) => app.outbox).map(mail), "No magic link was sent.");
  fill("requests", state.requests.map(request), "Nothing was asked.");
}

let shown = "";

async function refresh() {
  try {
    const answer = await fetch("/_emulator/state");
    const text = await answer.text();
    const state = JSON.parse(text);
    // What did not change is left alone, so that a selection survives.
    const { now, ...rest } = state;
    const next = JSON.stringify(rest);
    if (next !== shown) show(state);
    else document.getElementById("status").textContent = `Running; its clock says ${now}`;
    shown = next;
  } catch {
    shown = "";
    document.getElementById("status").textContent = "The emulator does not answer.";
  }
  setTimeout(refresh, PERIOD);
}

refresh();
