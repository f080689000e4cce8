// Runs the reference client, unmodified, for the tests: commands come as JSON lines on stdin, events go out as JSON
// lines on stdout. One process serves many clients, each under a name of its own.
import { createInterface } from "node:readline";
import { io } from "socket.io-client";

const sockets = new Map();

const plain = (value) => {
  if (Buffer.isBuffer(value) || value instanceof Uint8Array) return { base64: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map(plain);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  }
  return value;
};

const say = (client, event, args) => {
  process.stdout.write(JSON.stringify({ client, event, args: plain(args), at: Date.now() / 1000 }) + "\n");
};

const open = ({ client, url, options }) => {
  const socket = io(url, options);
  sockets.set(client, socket);
  socket.io.on("open", () => {
    socket.io.engine.once("upgrade", (transport) => say(client, "upgrade", [transport.name]));
  });
  socket.on("connect", () => {
    const { id, recovered } = socket;
    say(client, "connect", [{ id, recovered, transport: socket.io.engine.transport.name }]);
  });
  socket.on("connect_error", (error) =>
    say(client, "connect_error", [{ message: error.message, data: error.data ?? null }]),
  );
  socket.on("disconnect", (reason, details) => {
    say(client, "disconnect", [reason, { code: details?.context?.code ?? null }]);
  });
  socket.onAny((event, ...args) => say(client, event, args));
};

const commands = {
  open,
  emit: ({ client, event, args }) => sockets.get(client).emit(event, ...args),
  ask: ({ client, event, args, id }) => {
    sockets.get(client).emit(event, ...args, (...answer) => say(client, `ack:${id}`, answer));
  },
  // As an application that writes a file does: each chunk is answered as it comes; those before `upto`, if it is given.
  collect: ({ client, upto }) => {
    const socket = sockets.get(client);
    socket.off("result:chunk");
    socket.on("result:chunk", ({ resultId, index }) => {
      if (upto === null || index < upto) socket.emit("result:chunk:ack", { resultId, index });
    });
  },
  // What a lost network looks like to the client: the TCP connection is gone, nobody said good-bye.
  cut: ({ client }) => sockets.get(client).io.engine.transport.ws._socket.destroy(),
  auth: ({ client, auth }) => {
    sockets.get(client).auth = auth;
  },
  disconnect: ({ client }) => sockets.get(client).disconnect(),
  connect: ({ client }) => sockets.get(client).connect(),
  close: ({ client }) => {
    sockets.get(client).disconnect();
    sockets.get(client).io._close();
    sockets.delete(client);
    say(client, "closed", []);
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  try {
    commands[command.do](command);
  } catch (error) {
    say(command.client, "failure", [String(error.stack)]);
  }
}
process.exit(0);
