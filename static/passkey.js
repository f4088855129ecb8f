// Asks the browser for a passkey or a security key, and puts its answer into the form. Without this script the page
// says that it takes one.

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));

const text = (buffer) =>
  buffer &&
  btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const withBytes = (keys) => keys?.map((key) => ({ ...key, id: bytes(key.id) }));

// What our server sends is text, where browsers want bytes.
function optionsOf(form) {
  const options = JSON.parse(form.dataset.options).publicKey;
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  options.excludeCredentials = withBytes(options.excludeCredentials);
  options.allowCredentials = withBytes(options.allowCredentials);
  const alone = form.elements.passwordless;
  if (alone) {
    options.authenticatorSelection = {
      ...options.authenticatorSelection,
      residentKey: alone.checked ? "required" : "discouraged",
      requireResidentKey: alone.checked,
      ...(alone.checked && { userVerification: "required" }),
    };
  }
  return options;
}

function asText(credential) {
  const { id, rawId, type, authenticatorAttachment, response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const answer = Object.fromEntries(parts.filter((part) => response[part]).map((part) => [part, text(response[part])]));
  if (response.getTransports) answer.transports = response.getTransports();
  return JSON.stringify({
    id, rawId: text(rawId), type, authenticatorAttachment, response: answer, clientExtensionResults: credential.getClientExtensionResults(),
  });
}

const WHY = { InvalidStateError: "known", NotAllowedError: "cancelled", SecurityError: "address" };

async function ask(form) {
  const said = form.querySelector("[role=alert]");
  said.textContent = "";
  try {
    const publicKey = optionsOf(form);
    const credential = await navigator.credentials[form.dataset.key]({ publicKey });
    form.elements.credential.value = asText(credential);
  } catch (error) {
    said.textContent = form.dataset[WHY[error.name] ?? "failed"];
    return;
  }
  form.submit();
}

for (const form of document.querySelectorAll("form[data-key]")) {
  const missing = form.previousElementSibling;
  if (!window.PublicKeyCredential) {
    missing.textContent = form.dataset.unsupported;
    continue;
  }
  missing.hidden = true;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form);
  });
}
