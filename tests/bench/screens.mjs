// Screens that show the catalogue, for `screens.py`: raw sockets, and the data kept by the scripts of the events client.
// Arguments: the repository, the port, an access token, how many. Commands are lines of JSON on standard input:
// {exam, price, fetches} waits until every screen shows the price of the exam, and prints {at, bytes}.
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { gunzipSync } from 'node:zlib';

const [repository, port, token, count] = process.argv.slice(2);
const { applyToCatalog } = await import(`${repository}/static/js/events/records.js`);
const { Snapshot } = await import(`${repository}/static/js/events/snapshot.js`);

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const EVENT = '42/events,';
let round = null;

/** A masked text frame. The mask is zero. */
function frame(text) {
  const body = Buffer.from(text);
  const head = body.length < 126 ? [0x81, 0x80 | body.length] : [0x81, 0xfe, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), body]);
}

let parsed = { body: Buffer.alloc(0), data: null };

/** Return the data of a response. Equal bytes are parsed once, so that this one process is not what takes the time. */
function parse(body, encoding) {
  if (!body.equals(parsed.body)) {
    parsed = { body, data: JSON.parse((encoding === 'gzip' ? gunzipSync(body) : body).toString()) };
  }
  return parsed.data;
}

/** A connection of its own for requests. As a browser does, it is kept open, and opened again if the server closed it. */
class Requests {
  #waiting = null;
  #parts = [];

  #open() {
    const socket = createConnection({ port: Number(port), host: '127.0.0.1', noDelay: true });
    socket.on('data', (part) => this.#take(part));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.socket = undefined;
      if (this.#waiting) this.#send();
    });
    return socket;
  }

  #send() {
    this.#parts = [];
    this.socket ??= this.#open();
    this.socket.write(`GET ${this.path} HTTP/1.1\r\nHost: localhost:${port}\r\nAccept-Encoding: gzip\r\n\r\n`);
  }

  get(path) {
    this.path = path;
    return new Promise((resolve) => {
      this.#waiting = resolve;
      this.#send();
    });
  }

  #take(part) {
    this.#parts.push(part);
    const data = this.#parts.length === 1 ? part : Buffer.concat(this.#parts);
    const end = data.indexOf(END_OF_HEAD);
    if (end < 0) return;
    const head = data.toString('latin1', 0, end).toLowerCase();
    const header = (name) => head.match(new RegExp(`\r\n${name}: *([^\r]*)`))?.[1] ?? null;
    const body = data.subarray(end + 4);
    if (body.length < Number(header('content-length'))) return;
    this.#parts = [];
    const status = Number(head.slice(9, 12));
    if (status !== 200) fail(new Error(head));
    const resolve = this.#waiting;
    this.#waiting = null;
    resolve({ data: parse(body, header('content-encoding')), position: header('event-position'), bytes: data.length });
  }
}

class Screen {
  #requests = new Requests();
  #data = Buffer.alloc(0);
  #upgraded = false;
  catalog = new Snapshot((data, _name, payload) => applyToCatalog(data, payload));

  constructor(onConnected) {
    this.onConnected = onConnected;
    this.socket = createConnection({ port: Number(port), host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (part) => this.#take(part));
    this.socket.on('error', fail);
    this.socket.on('close', () => fail(new Error('the server closed the connection of a screen')));
    this.socket.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost:${port}\r\nUpgrade: websocket\r\n` +
        'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n',
    );
  }

  #take(part) {
    let data = this.#data.length ? Buffer.concat([this.#data, part]) : part;
    if (!this.#upgraded) {
      const end = data.indexOf(END_OF_HEAD);
      if (end < 0) return void (this.#data = data);
      this.#upgraded = true;
      data = data.subarray(end + 4);
    }
    while (data.length >= 2) {
      const short = data[1] & 127;
      const start = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (data.length < start) break;
      const size = short < 126 ? short : short === 126 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2));
      if (data.length < start + size) break;
      this.#onMessage(data.toString('utf8', start, start + size));
      data = data.subarray(start + size);
    }
    this.#data = data;
  }

  #onMessage(text) {
    if (text === '2') this.socket.write(frame('3'));
    else if (text[0] === '0') this.socket.write(frame(`40/events,${JSON.stringify({ token })}`));
    else if (text.startsWith(EVENT)) {
      const [name, payload] = JSON.parse(text.slice(EVENT.length));
      if (name === 'connected') this.onConnected();
      if (name === 'catalog:update') void this.#onUpdate(name, payload);
    } else if (text.startsWith('44')) fail(new Error(text));
  }

  async #onUpdate(name, payload) {
    // A client that ignores the record of the event fetches the catalogue; the other one, if it lacks the record.
    if (round?.fetches || !this.catalog.receive(name, payload)) await this.load();
    this.look();
  }

  async load(fetched = this.#requests.get('/api/catalog')) {
    this.catalog.begin();
    const { data, position, bytes } = await fetched;
    if (round) round.bytes += bytes;
    this.catalog.finish(data, position);
  }

  look() {
    if (!round || round.done.has(this)) return;
    if (this.catalog.data.exams.find(({ id }) => id === round.exam)?.price !== round.price) return;
    round.done.add(this);
    round.at.push(Date.now() / 1000);
    if (round.done.size < screens.length) return;
    const { at, bytes } = round;
    clearTimeout(round.late);
    round = null;
    console.log(JSON.stringify({ at, bytes }));
  }
}

function fail(error) {
  console.error(error);
  process.exit(1);
}

const screens = [];
while (screens.length < Number(count)) {
  const batch = Math.min(64, Number(count) - screens.length);
  const joined = Array.from({ length: batch }, () => new Promise((resolve) => screens.push(new Screen(resolve))));
  await Promise.all(joined);
}
// All start with the same data, which the scripts do not change in place.
const first = new Requests().get('/api/catalog');
for (const screen of screens) await screen.load(first);
console.log('ready');

for await (const line of createInterface({ input: process.stdin })) {
  const late = setTimeout(() => fail(new Error(`${screens.length - round.done.size} screens are still wrong after a minute`)), 60_000);
  round = { ...JSON.parse(line), done: new Set(), at: [], bytes: 0, late };
  console.log('waiting');
}
process.exit(0);
