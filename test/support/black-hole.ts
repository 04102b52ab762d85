/**
 * A network between a client and a server that can silently drop everything in both directions.
 * Open connections stay open. New ones are accepted and get no reply.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

interface BlackHole {
  /** The URL of the server through this network. */
  readonly url: string;
  /** Drops everything from now on. */
  swallow(): void;
  /** Delivers what was sent in the meantime, as a network that retransmits does. */
  letThrough(): void;
  close(): Promise<void>;
}

export async function blackHole(serverUrl: string): Promise<BlackHole> {
  const server = new URL(serverUrl);
  const sockets = new Set<Socket>();
  let isOpen = true;
  const network = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ host: server.hostname, port: Number(server.port), allowHalfOpen: true });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => to.write(bytes));
      from.on('end', () => to.end());
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        // The end of a socket reaches the other side only if the network carries it.
        if (isOpen) to.destroy();
        else waiting.push(() => to.destroy());
      });
      if (!isOpen) from.pause();
    }
  });
  let waiting: (() => void)[] = [];
  network.listen(0, '127.0.0.1');
  await once(network, 'listening');
  const url = new URL(serverUrl);
  url.port = String((network.address() as AddressInfo).port);
  return {
    url: url.href,
    swallow: () => {
      isOpen = false;
      for (const socket of sockets) socket.pause();
    },
    letThrough: () => {
      isOpen = true;
      for (const socket of sockets) socket.resume();
      for (const tell of waiting) tell();
      waiting = [];
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      network.close();
      await once(network, 'close');
    },
  };
}
