// Downloads a result again and again, and sends a ping after the other meanwhile, until there are enough of them to
// say how long one takes; `given` is put before this by the test. What came goes out as one line of JSON.
import { createHash } from "node:crypto";
import { io } from "socket.io-client";

const socket = io(`${given.url}/events`, { transports: [given.transport], auth: { token: given.token } });
await new Promise((resolve) => socket.once("connected", resolve));

let underWay = false;
const rounds = [];
const download = () =>
  new Promise((resolve) => {
    const round = { indices: [], hash: createHash("sha256") };
    const take = ({ resultId, index, data }) => {
      round.indices.push(index);
      round.hash.update(data);
      socket.emit("result:chunk:ack", { resultId, index });
    };
    underWay = true;
    socket.on("result:chunk", take);
    socket.once("result:file", (head) => (round.head = head));
    socket.once("result:file:end", (end) => {
      underWay = false;
      socket.off("result:chunk", take);
      const { head, indices, hash } = round;
      rounds.push({ head, end, indices, sha256: hash.digest("hex") });
      resolve();
    });
    socket.emit("result:download", { resultId: given.result });
  });
const ping = async () => {
  const sent = performance.now();
  await socket.emitWithAck("ping");
  return performance.now() - sent;
};

const alone = [];
while (alone.length < given.pings) alone.push(await ping());
const beside = [];
while (beside.length < given.pings && rounds.length < given.rounds) {
  const done = download();
  while (underWay) beside.push(await ping());
  await done;
}
process.stdout.write(JSON.stringify({ alone, beside, rounds }));
socket.disconnect();
