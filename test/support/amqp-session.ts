// A connection by AMQP 0-9-1 that stays open, as a consumer's client holds it. Written by the frames' bytes, apart from the target's own.

import { once } from 'node:events';
import { connect } from 'node:net';
import type { OpenSession } from '../contract/fixture.ts';

/** @throws Error where the broker does not let the user in */
export async function openAmqpSession(
  port: number,
  { username, password }: { readonly username: string; readonly password: string },
): Promise<OpenSession> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  /** @returns class and method of the answer, such as `10.41` */
  const say = async (bytes: Buffer): Promise<string> => {
    socket.write(bytes);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return `${String(answer.readUInt16BE(7))}.${String(answer.readUInt16BE(9))}`;
  };
  const response = Buffer.from(`\0${username}\0${password}`);
  const said = [
    await say(Buffer.from('AMQP\x00\x00\x09\x01', 'latin1')),
    await say(
      frame(0, '000a000b 00000000 05504c41494e', int32(response.length), response, '05656e5f5553'),
    ),
    await say(
      Buffer.concat([frame(0, '000a001f 07ff 00020000 0000'), frame(0, '000a0028 012f 0000')]),
    ),
  ];
  if (said.join() !== '10.10,10.30,10.41') {
    socket.destroy();
    throw new Error(`The broker answered ${said.join()}.`);
  }
  let channel = 0;
  return {
    isAlive: async () => {
      channel += 1;
      return (await say(frame(channel, '0014000a 00'))) === '20.11';
    },
    close: async () => {
      socket.destroy();
    },
  };
}

function frame(channel: number, ...parts: readonly (string | Buffer)[]): Buffer {
  const payload = Buffer.concat(
    parts.map((part) =>
      typeof part === 'string' ? Buffer.from(part.replaceAll(' ', ''), 'hex') : part,
    ),
  );
  const head = Buffer.from([1, channel >> 8, channel & 0xff]);
  return Buffer.concat([head, int32(payload.length), payload, Buffer.from([0xce])]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
