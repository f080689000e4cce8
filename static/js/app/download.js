/** Downloads the file of a result over the socket: resumes after a lost connection, and verifies the digest. */

import { Problem } from "../shared/problem.js";
import { emit, isLive, on } from "./live.js";
import { session } from "./session.js";
import { t } from "./texts.js";

/** @typedef {import("../events-client.d.ts").ResultFile} Head */
/** @typedef {{ content: Uint8Array<ArrayBuffer>, name: string, isVerified: boolean }} Download */
/** @typedef {{ received: number, size: number, waiting: boolean }} Progress */

const STALLED_MS = 20_000;
const RETRY_MS = 1_500;

/** @param {Uint8Array<ArrayBuffer>} content @returns {Promise<string | null>} null if the browser cannot compute it */
async function digestOf(content) {
  if (!crypto.subtle) return null;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {Uint8Array[]} chunks */
function concatenate(chunks) {
  const content = new Uint8Array(chunks.reduce((sum, one) => sum + one.length, 0));
  let offset = 0;
  for (const one of chunks) {
    content.set(one, offset);
    offset += one.length;
  }
  return content;
}

class Transfer {
  /** @type {Head | null} */ #head = null;
  /** @type {Uint8Array[]} */ #chunks = [];
  #received = 0;
  #isRetried = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timeout;
  /** @type {(() => void)[]} */ #unsubscribe = [];
  /** @type {(file: Download) => void} */ #resolve = () => {};
  /** @type {(problem: Problem) => void} */ #reject = () => {};
  /** @type {Promise<Download>} */ #result;

  /** @param {number} id @param {(progress: Progress) => void} progress */
  constructor(id, progress) {
    this.id = id;
    this.progress = progress;
    this.#result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  async run() {
    const isOwn = (/** @type {{ resultId: number }} */ { resultId }) => resultId === this.id;
    this.#unsubscribe = [
      on("result:file", (head) => isOwn(head) && this.#onHead(head)),
      on("result:chunk", (chunk) => isOwn(chunk) && this.#onChunk(chunk)),
      on("result:file:end", (end) => void (isOwn(end) && this.#onEnd())),
      on("live", () => void this.#request()),
      on("lost", () => this.#reportProgress()),
      session.subscribe(
        () => session.value.phase === "anonymous" && this.#reject(new Problem(401, { detail: t("signed_out") })),
      ),
    ];
    void this.#request();
    try {
      return await this.#result;
    } finally {
      clearTimeout(this.#timeout);
      for (const unsubscribe of this.#unsubscribe) unsubscribe();
    }
  }

  #reportProgress() {
    this.progress({ received: this.#received, size: this.#head?.size ?? 0, waiting: !isLive() });
  }

  #restart() {
    this.#head = null;
    this.#chunks = [];
    this.#received = 0;
    void this.#request();
  }

  /** Request the file again after a while without a chunk. @param {number} ms */
  #retryAfter(ms) {
    clearTimeout(this.#timeout);
    this.#timeout = setTimeout(() => void this.#request(), ms);
  }

  async #request() {
    this.#retryAfter(STALLED_MS);
    this.#reportProgress();
    const resumed = this.#head ? { fromIndex: this.#chunks.length, sha256: this.#head.sha256 } : {};
    try {
      await emit("result:download", { resultId: this.id, ...resumed });
    } catch (error) {
      const { code, message, retryAfterMs } = /** @type {import("../events-client.d.ts").EventsError} */ (error);
      if (code === "conflict") this.#restart();
      else if (code === "rate_limited") this.#retryAfter(retryAfterMs ?? RETRY_MS);
      else if (!["timeout", "disconnected", "closed"].includes(code)) {
        this.#reject(new Problem(0, { code, detail: message }));
      }
    }
  }

  /** @param {Head} head */
  #onHead(head) {
    this.#head = head;
    this.#retryAfter(STALLED_MS);
    this.#reportProgress();
  }

  /** @param {import("../events-client.d.ts").ResultChunk} chunk */
  #onChunk({ index, data }) {
    if (index === this.#chunks.length) {
      const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
      this.#chunks.push(bytes);
      this.#received += bytes.length;
    }
    this.#retryAfter(STALLED_MS);
    emit("result:chunk:ack", { resultId: this.id, index }).catch(() => {});
    this.#reportProgress();
  }

  async #onEnd() {
    const head = this.#head;
    if (!head) return;
    clearTimeout(this.#timeout);
    const content = concatenate(this.#chunks);
    const digest = await digestOf(content);
    const isComplete = content.length === head.size && (digest === null || digest === head.sha256);
    if (isComplete) this.#resolve({ content, name: head.fileName, isVerified: digest !== null });
    else if (this.#isRetried) this.#reject(new Problem(0, { code: "corrupted", detail: t("file_corrupted") }));
    else {
      this.#isRetried = true;
      this.#restart();
    }
  }
}

/**
 * Download the file of a result. Rejects with a Problem.
 *
 * @param {number} id
 * @param {(progress: Progress) => void} progress
 */
export const downloadFile = (id, progress) => new Transfer(id, progress).run();
