// Tabular Data Stream 7.4 as a server speaks it, as much as a double needs: packets, a login, statements in, rows and errors out.
// learn.microsoft.com/openspecs/windows_protocols/ms-tds

export const packetTypes = { batch: 0x01, rpc: 0x03, response: 0x04, login: 0x10, prelogin: 0x12 };

const HEADER_BYTES = 8;
const PACKET_BYTES_MAX = 4096;
const END_OF_MESSAGE = 0x01;

export interface Message {
  readonly type: number;
  readonly body: Buffer;
}

/** Collects a stream's bytes into messages. */
export function createReader(): (bytes: Buffer) => readonly Message[] {
  let pool = Buffer.alloc(0);
  let parts: Buffer[] = [];
  return (bytes) => {
    pool = Buffer.concat([pool, bytes]);
    const messages: Message[] = [];
    while (pool.length >= HEADER_BYTES && pool.length >= pool.readUInt16BE(2)) {
      const packet = pool.subarray(0, pool.readUInt16BE(2));
      pool = pool.subarray(packet.length);
      parts.push(packet.subarray(HEADER_BYTES));
      if (((packet[1] ?? 0) & END_OF_MESSAGE) === 0) continue;
      messages.push({ type: packet[0] ?? 0, body: Buffer.concat(parts) });
      parts = [];
    }
    return messages;
  };
}

export function toPackets(body: Buffer, type = packetTypes.response): Buffer {
  const room = PACKET_BYTES_MAX - HEADER_BYTES;
  const packets: Buffer[] = [];
  for (let at = 0; at === 0 || at < body.length; at += room) {
    const part = body.subarray(at, at + room);
    const header = Buffer.alloc(HEADER_BYTES);
    header[0] = type;
    header[1] = at + room >= body.length ? END_OF_MESSAGE : 0;
    header.writeUInt16BE(HEADER_BYTES + part.length, 2);
    packets.push(header, part);
  }
  return Buffer.concat(packets);
}

/** The answer to a first message: this version, and whether TLS follows. */
export function toPrelogin(encrypts: boolean): Buffer {
  // Token, offset and length of each option; then the options: a version, and one byte.
  const options = Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff]);
  const version = [16, 0, 0, 0, 0, 0];
  return Buffer.concat([options, Buffer.from([...version, encrypts ? 1 : 2])]);
}

export interface Login7 {
  readonly username: string;
  readonly password: string;
  readonly database: string;
}

export function parseLogin(body: Buffer): Login7 {
  const field = (at: number): Buffer => {
    const start = body.readUInt16LE(at);
    return body.subarray(start, start + body.readUInt16LE(at + 2) * 2);
  };
  // Obfuscated, not encrypted: the halves of each byte changed places, and then XOR 0xA5.
  const password = field(44).map((byte) => {
    const plain = byte ^ 0xa5;
    return ((plain << 4) | (plain >> 4)) & 0xff;
  });
  return {
    username: field(40).toString('utf16le'),
    password: Buffer.from(password).toString('utf16le'),
    database: field(68).toString('utf16le'),
  };
}

export interface Statement {
  readonly text: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export function parseBatch(body: Buffer): Statement {
  return { text: body.subarray(body.readUInt32LE(0)).toString('utf16le'), parameters: {} };
}

/** A call of sp_executesql: the statement, the list of its parameters, then each of them. All are texts. */
export function parseCall(body: Buffer): Statement {
  let at = body.readUInt32LE(0) + 6; // behind the headers: 0xFFFF, the procedure's number, flags
  const values: (readonly [string, string])[] = [];
  while (at < body.length) {
    const nameLength = (body[at] ?? 0) * 2;
    const name = body.subarray(at + 1, at + 1 + nameLength).toString('utf16le');
    at += 1 + nameLength + 1; // and a status
    if (body[at] !== 0xe7) throw new Error('The double takes parameters of NVARCHAR only.');
    const isLong = body.readUInt16LE(at + 1) === 0xffff;
    at += 1 + 2 + 5; // the type, its length and collation
    const { text, length } = isLong ? readChunks(body, at) : readText(body, at);
    values.push([name.replace('@', ''), text]);
    at += length;
  }
  const [statement, , ...parameters] = values;
  return { text: statement?.[1] ?? '', parameters: Object.fromEntries(parameters) };
}

interface Read {
  readonly text: string;
  readonly length: number;
}

function readText(body: Buffer, at: number): Read {
  const length = body.readUInt16LE(at);
  return { text: body.subarray(at + 2, at + 2 + length).toString('utf16le'), length: length + 2 };
}

function readChunks(body: Buffer, start: number): Read {
  let at = start + 8; // the whole length
  let text = '';
  for (let length = body.readUInt32LE(at); length > 0; length = body.readUInt32LE(at)) {
    text += body.subarray(at + 4, at + 4 + length).toString('utf16le');
    at += 4 + length;
  }
  return { text, length: at + 4 - start };
}

const TDS_7_4 = Buffer.from([0x74, 0, 0, 0x04]);

export function toLoginAck(): Buffer {
  const name = toShortText('Rekey double');
  const body = Buffer.concat([Buffer.from([1]), TDS_7_4, name, Buffer.from([16, 0, 0, 0])]);
  return Buffer.concat([toToken(0xad, body), toDone(0xfd)]);
}

export type Row = Readonly<Record<string, string | null>>;

/** @param isCall whether a procedure was called, which ends in other words than a batch */
export function toRows(rows: readonly Row[], isCall: boolean): Buffer {
  const end = isCall
    ? [Buffer.from([0x79, 0, 0, 0, 0]), toDone(0xfe, 0, rows.length)]
    : [toDone(0xfd, 0, rows.length)];
  const [first] = rows;
  if (first === undefined) return Buffer.concat(end);
  const type = Buffer.from([0xe7, 0x40, 0x1f, 0x09, 0x04, 0xd0, 0x00, 0x34]); // NVARCHAR(4000)
  const columns = Object.keys(first).map((name) =>
    Buffer.concat([Buffer.from([0, 0, 0, 0, 1, 0]), type, toShortText(name)]),
  );
  const count = Buffer.alloc(2);
  count.writeUInt16LE(columns.length);
  const lines = rows.map((row) =>
    Buffer.concat([Buffer.from([0xd1]), ...Object.values(row).map(toCell)]),
  );
  return Buffer.concat([Buffer.from([0x81]), count, ...columns, ...lines, ...end]);
}

export function toFailure(numbers: readonly number[], text: string): Buffer {
  const errors = numbers.map((number) => {
    const head = Buffer.alloc(6);
    head.writeInt32LE(number);
    head[4] = 1; // state
    head[5] = 14; // severity
    const message = Buffer.alloc(2);
    message.writeUInt16LE(text.length);
    const rest = [
      Buffer.from(text, 'utf16le'),
      toShortText('double'),
      toShortText(''),
      Buffer.alloc(4),
    ];
    return toToken(0xaa, Buffer.concat([head, message, ...rest]));
  });
  return Buffer.concat([...errors, toDone(0xfd, 2)]);
}

function toCell(value: string | null): Buffer {
  const bytes = Buffer.from(value ?? '', 'utf16le');
  const length = Buffer.alloc(2);
  length.writeUInt16LE(value === null ? 0xffff : bytes.length);
  return Buffer.concat([length, bytes]);
}

function toToken(token: number, body: Buffer): Buffer {
  const head = Buffer.alloc(3);
  head[0] = token;
  head.writeUInt16LE(body.length, 1);
  return Buffer.concat([head, body]);
}

function toDone(token: number, status = 0, count = 0): Buffer {
  const done = Buffer.alloc(13);
  done[0] = token;
  done.writeUInt16LE(count > 0 ? status | 0x10 : status, 1);
  done.writeUInt32LE(count, 5);
  return done;
}

/** At most 255 characters. */
function toShortText(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'utf16le')]);
}
