/** A result's file over the socket: chunk by chunk, on after a lost connection, and checked against its digest. */

import { emit, isLive, on } from "./live.js";
import { Problem } from "./rest.js";
import { session } from "./session.js";
import { t } from "./texts.js";

/** @typedef {import("../events-client.d.ts").ResultFile} Head */
/** @typedef {{ content: Uint8Array<ArrayBuffer>, name: string, isChecked: boolean }} Fetched */
/** @typedef {{ received: number, size: number, waiting: boolean }} Progress */

const STALLED_MS = 20_000;
const SOON_MS = 1_500;

/** @param {Uint8Array<ArrayBuffer>} content @returns {Promise<string | null>} null where the browser cannot tell */
async function digestOf(content) {
  if (!crypto.subtle) return null;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {Uint8Array[]} chunks */
function joined(chunks) {
  const content = new Uint8Array(chunks.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of chunks) {
    content.set(one, at);
    at += one.length;
  }
  return content;
}

class Transfer {
  /** @type {Head | null} */ #head = null;
  /** @type {Uint8Array[]} */ #chunks = [];
  #received = 0;
  #spoiled = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #clock;
  /** @type {(() => void)[]} */ #ends = [];
  /** @type {(file: Fetched) => void} */ #succeed = () => {};
  /** @type {(problem: Problem) => void} */ #fail = () => {};
  /** @type {Promise<Fetched>} */ #outcome;

  /** @param {number} id @param {(progress: Progress) => void} progress */
  constructor(id, progress) {
    this.id = id;
    this.progress = progress;
    this.#outcome = new Promise((resolve, reject) => {
      this.#succeed = resolve;
      this.#fail = reject;
    });
  }

  async run() {
    const mine = (/** @type {{ resultId: number }} */ { resultId }) => resultId === this.id;
    this.#ends = [
      on("result:file", (head) => mine(head) && this.#announced(head)),
      on("result:chunk", (chunk) => mine(chunk) && this.#arrived(chunk)),
      on("result:file:end", (end) => void (mine(end) && this.#ended())),
      on("live", () => void this.#begin()),
      on("lost", () => this.#tell()),
      session.watch(
        () => session.value.phase === "anonymous" && this.#fail(new Problem(401, { detail: t("signed_out") })),
      ),
    ];
    void this.#begin();
    try {
      return await this.#outcome;
    } finally {
      clearTimeout(this.#clock);
      for (const end of this.#ends) end();
    }
  }

  #tell() {
    this.progress({ received: this.#received, size: this.#head?.size ?? 0, waiting: !isLive() });
  }

  #startOver() {
    this.#head = null;
    this.#chunks = [];
    this.#received = 0;
    void this.#begin();
  }

  /** Ask again where nothing comes for a while. @param {number} patience */
  #expect(patience) {
    clearTimeout(this.#clock);
    this.#clock = setTimeout(() => void this.#begin(), patience);
  }

  async #begin() {
    this.#expect(STALLED_MS);
    this.#tell();
    const resumed = this.#head ? { fromIndex: this.#chunks.length, sha256: this.#head.sha256 } : {};
    try {
      await emit("result:download", { resultId: this.id, ...resumed });
    } catch (error) {
      const { code, message, retryAfterMs } = /** @type {import("../events-client.d.ts").EventsError} */ (error);
      if (code === "conflict") this.#startOver();
      else if (code === "rate_limited") this.#expect(retryAfterMs ?? SOON_MS);
      else if (!["timeout", "disconnected", "closed"].includes(code))
        this.#fail(new Problem(0, { code, detail: message }));
    }
  }

  /** @param {Head} head */
  #announced(head) {
    this.#head = head;
    this.#expect(STALLED_MS);
    this.#tell();
  }

  /** @param {import("../events-client.d.ts").ResultChunk} chunk */
  #arrived({ index, data }) {
    if (index === this.#chunks.length) {
      const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
      this.#chunks.push(bytes);
      this.#received += bytes.length;
    }
    this.#expect(STALLED_MS);
    emit("result:chunk:ack", { resultId: this.id, index }).catch(() => {});
    this.#tell();
  }

  async #ended() {
    const head = this.#head;
    if (!head) return;
    clearTimeout(this.#clock);
    const content = joined(this.#chunks);
    const digest = await digestOf(content);
    const isRight = content.length === head.size && (digest === null || digest === head.sha256);
    if (isRight) this.#succeed({ content, name: head.fileName, isChecked: digest !== null });
    else if (this.#spoiled) this.#fail(new Problem(0, { code: "spoiled", detail: t("file_spoiled") }));
    else {
      this.#spoiled = true;
      this.#startOver();
    }
  }
}

/**
 * Fetch the file of a result. Rejects with a Problem.
 *
 * @param {number} id
 * @param {(progress: Progress) => void} progress
 */
export const fetchFile = (id, progress) => new Transfer(id, progress).run();
