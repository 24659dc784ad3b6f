// A name server of the test's own, for what asks DNS by itself: it writes the questions down and knows no name (RFC 1035, section 4).
import { createSocket } from 'node:dgram';
import { promises as dns } from 'node:dns';

const HEADER_BYTES = 12;
/** An answer, recursion available, no such name. */
const NO_SUCH_NAME = 0x8183;
const TYPES = new Map([
  [16, 'TXT'],
  [33, 'SRV'],
]);

export interface NameServer {
  /** Such as `SRV _mongodb._tcp.cluster0.example`. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** Until it is closed this process asks no other. */
export async function startNameServer(): Promise<NameServer> {
  const before = dns.getServers();
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    asked.push(toText(question));
    const answer = Buffer.from(question);
    answer.writeUInt16BE(NO_SUCH_NAME, 2);
    answer.writeUInt32BE(0, 8); // what was asked besides the name is not repeated
    socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  dns.setServers([`127.0.0.1:${String(socket.address().port)}`]);
  return {
    asked,
    close: async () => {
      dns.setServers(before);
      await new Promise<void>((resolve) => {
        socket.close(() => {
          resolve();
        });
      });
    },
  };
}

function toText(question: Buffer): string {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const type = question.readUInt16BE(at + 1);
  return `${TYPES.get(type) ?? String(type)} ${labels.join('.')}`;
}
