// TCP, as the runtime has it.

import { connect } from 'cloudflare:sockets';

/** An open connection. */
export class Connection {
  #socket;
  #reader;
  #writer;

  constructor(socket) {
    this.#socket = socket;
    this.#reader = socket.readable.getReader();
    this.#writer = socket.writable.getWriter();
    // Whoever reads or writes next hears of a failure.
    socket.opened.catch(() => {});
    socket.closed.catch(() => {});
  }

  /** `secureTransport` is `on`, `starttls` or `off`. */
  static async open(hostname, port, secureTransport) {
    const socket = connect({ hostname, port }, { secureTransport, allowHalfOpen: false });
    const connection = new Connection(socket);
    await socket.opened;
    return connection;
  }

  /** What has come, or `undefined` once the other side has closed. */
  async read() {
    return (await this.#reader.read()).value;
  }

  async write(bytes) {
    await this.#writer.write(bytes);
  }

  /** The same connection, encrypted from now on; this one is of no more use. */
  startTls() {
    this.#reader.releaseLock();
    this.#writer.releaseLock();
    return new Connection(this.#socket.startTls());
  }

  async close() {
    try {
      await this.#socket.close();
    } catch {
      // It was closed.
    }
  }
}
