/**
 * A server that speaks just enough of PostgreSQL's protocol to report an old version. It accepts
 * every login, answers each query with its version, and records every statement.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

interface OldServer {
  readonly url: string;
  /** Every statement that arrived. */
  readonly told: readonly string[];
  close(): Promise<void>;
}

export async function oldServer(versionNumber: number): Promise<OldServer> {
  const told: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let heard = Buffer.alloc(0);
    let isIn = false;
    socket.on('data', (part: Buffer) => {
      heard = Buffer.concat([heard, part]);
      for (;;) {
        // The first message has no type letter before its length.
        const letters = isIn ? 1 : 0;
        if (heard.length < letters + 4) return;
        const size = letters + heard.readInt32BE(letters);
        if (heard.length < size) return;
        const message = heard.subarray(0, size);
        heard = heard.subarray(size);
        if (!isIn) socket.write(Buffer.concat([said('R', number(0)), ready]));
        else if (message[0] === 'Q'.charCodeAt(0)) {
          const statement = message.toString('utf8', 5, size - 1);
          told.push(statement);
          socket.write(answerTo(statement, versionNumber));
        }
        isIn = true;
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgres://paybeat@127.0.0.1:${port}/paybeat`,
    told,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A row with the version in each column that asked for it, and null in every other column. */
function answerTo(statement: string, versionNumber: number): Buffer {
  const columns = [...statement.matchAll(/ as "?(\w+)"?/g)].map(([, name = '']) => name);
  const done = said('C', text('SELECT 1'));
  if (columns.length === 0) return Buffer.concat([done, ready]);
  const int4 = 23;
  const described = columns.map((name) =>
    Buffer.concat([text(name), number(0), short(0), number(int4), short(4), number(-1), short(0)]),
  );
  const values = columns.map((name) => {
    if (name !== 'serverVersion') return number(-1);
    const value = Buffer.from(String(versionNumber));
    return Buffer.concat([number(value.length), value]);
  });
  const count = short(columns.length);
  return Buffer.concat([
    said('T', Buffer.concat([count, ...described])),
    said('D', Buffer.concat([count, ...values])),
    done,
    ready,
  ]);
}

function said(letter: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(letter), number(body.length + 4), body]);
}

const ready = said('Z', Buffer.from('I'));

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function short(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`);
}
