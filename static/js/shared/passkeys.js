/** Passkeys of the browser: its options and answers as JSON, where binary values are base64url. */

/** Whether this browser can use passkeys on this page. */
export const supportsPasskeys = () => "PublicKeyCredential" in globalThis && isSecureContext;

/** @param {string} text */
function decode(text) {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** @param {ArrayBuffer} buffer */
function encode(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** @param {any[]} [credentials] */
const withBytes = (credentials = []) => credentials.map((one) => ({ ...one, id: decode(one.id) }));

/** @param {PublicKeyCredential} credential @param {Record<string, unknown>} response */
function asJson(credential, response) {
  const { id, rawId, type } = credential;
  const clientDataJSON = encode(credential.response.clientDataJSON);
  return { id, rawId: encode(rawId), type, response: { clientDataJSON, ...response } };
}

/**
 * Let the user create a passkey. Rejects with a DOMException if the user cancels, or if the device has one already.
 *
 * @param {any} options - of the server
 * @returns {Promise<object>} the credential, for the server
 */
export async function createPasskey(options) {
  const publicKey = {
    ...options,
    challenge: decode(options.challenge),
    user: { ...options.user, id: decode(options.user.id) },
    excludeCredentials: withBytes(options.excludeCredentials),
  };
  const created = /** @type {PublicKeyCredential} */ (await navigator.credentials.create({ publicKey }));
  const response = /** @type {AuthenticatorAttestationResponse} */ (created.response);
  const attestationObject = encode(response.attestationObject);
  return asJson(created, { attestationObject, transports: response.getTransports?.() ?? [] });
}

/**
 * Let the user answer with a passkey. Rejects with a DOMException if the user cancels.
 *
 * @param {any} options - of the server
 * @returns {Promise<object>} the answer, for the server
 */
export async function answerWithPasskey(options) {
  const publicKey = {
    ...options,
    challenge: decode(options.challenge),
    allowCredentials: withBytes(options.allowCredentials),
  };
  const used = /** @type {PublicKeyCredential} */ (await navigator.credentials.get({ publicKey }));
  const response = /** @type {AuthenticatorAssertionResponse} */ (used.response);
  return asJson(used, {
    authenticatorData: encode(response.authenticatorData),
    signature: encode(response.signature),
  });
}
