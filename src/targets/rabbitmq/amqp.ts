// A login by AMQP 0-9-1, as an application makes it: the handshake up to an open virtual host, and its end. No queue is touched.
// rabbitmq.com/resources/specs/amqp0-9-1.pdf, sections 2.2.4, 2.3.5 and 4.2; rabbitmq.com/docs/auth-notification
import { connect as dial, type Socket } from 'node:net';
import { connect as dialTls } from 'node:tls';
import { isRotationError, RotationError } from '../../rotation/errors.ts';
import { outOfTime } from '../out-of-time.ts';
import { isTlsFault, type TlsMode, tlsRefused, toTlsOptions } from '../tls.ts';
import type { RabbitmqLogin } from './login.ts';

const METHOD_FRAME = 1;
const FRAME_END = 0xce;
const FRAME_HEAD_BYTES = 7;
/** What both sides must take before they have agreed on more is 4096; a broker's greeting stays far below. */
const FRAME_BYTES_MAX = 128 * 1024;
const CONNECTION = 10;
/** Of the class connection. */
const methods = {
  start: 10,
  startOk: 11,
  tune: 30,
  tuneOk: 31,
  open: 40,
  openOk: 41,
  close: 50,
  closeOk: 51,
};
const replies = {
  success: 200,
  connectionForced: 320,
  accessRefused: 403,
  notAllowed: 530,
  internalError: 541,
};

/** @throws RotationError CredentialRefused, TargetFailed (the virtual host), InvalidConfiguration (TLS), Transient */
export async function logIn(
  login: RabbitmqLogin,
  tls: TlsMode,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) throw outOfTime('the broker');
  const socket = open(login, tls);
  const abort = (): void => {
    socket.destroy(outOfTime('the broker'));
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    await shakeHands(socket, login);
  } catch (error) {
    throw toRotationError(error);
  } finally {
    signal.removeEventListener('abort', abort);
    socket.on('error', () => undefined);
    socket.destroy();
  }
}

function open({ host, port, ca }: RabbitmqLogin, tls: TlsMode): Socket {
  return tls === 'off' ? dial({ host, port }) : dialTls({ ...toTlsOptions(host, ca, tls), port });
}

async function shakeHands(
  socket: Socket,
  { username, password, vhost }: RabbitmqLogin,
): Promise<void> {
  const frames = readFrames(socket);
  const expect = async (method: number): Promise<Buffer> => {
    const { value: payload } = await frames.next();
    if (payload === undefined) throw new Error('closed');
    const found = payload.readUInt16BE(2);
    if (payload.readUInt16BE(0) === CONNECTION && found === method) return payload.subarray(4);
    throw found === methods.close ? toRefusal(payload.readUInt16BE(4)) : misunderstood();
  };

  socket.write(Buffer.from([...Buffer.from('AMQP'), 0, 0, 9, 1]));
  await expect(methods.start);
  const response = `\0${username}\0${password.reveal()}`;
  const properties = [
    CAPABILITIES,
    toShortText('PLAIN'),
    toLongText(response),
    toShortText('en_US'),
  ];
  socket.write(toFrame(methods.startOk, ...properties));
  const tuning = await expect(methods.tune);
  // What the broker proposes, without heartbeats: the connection lives for a moment.
  const tuneOk = toFrame(methods.tuneOk, tuning.subarray(0, 6), Buffer.alloc(2));
  const reserved = Buffer.alloc(2);
  socket.write(Buffer.concat([tuneOk, toFrame(methods.open, toShortText(vhost), reserved)]));
  await expect(methods.openOk);
  const closing = Buffer.alloc(2);
  closing.writeUInt16BE(replies.success);
  socket.write(toFrame(methods.close, closing, toShortText(''), Buffer.alloc(4)));
  // The login has succeeded: how the connection ends changes nothing any more.
  await expect(methods.closeOk).catch(() => undefined);
}

/** With it the broker says 403 to a wrong password, where it would only hang up. */
const CAPABILITIES = toTable(
  'capabilities',
  'F',
  toTable('authentication_failure_close', 't', Buffer.from([1])),
);

/** A field table of one field. */
function toTable(name: string, type: string, value: Buffer): Buffer {
  return withLength(Buffer.concat([toShortText(name), Buffer.from(type), value]));
}

function toShortText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

function toLongText(text: string): Buffer {
  return withLength(Buffer.from(text));
}

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** On channel 0, as all that concerns the connection. */
function toFrame(method: number, ...fields: readonly Buffer[]): Buffer {
  const payload = Buffer.concat([Buffer.from([0, CONNECTION, 0, method]), ...fields]);
  const head = Buffer.from([METHOD_FRAME, 0, 0]);
  return Buffer.concat([head, withLength(payload), Buffer.from([FRAME_END])]);
}

/** The payloads of method frames, as they come. */
async function* readFrames(socket: Socket): AsyncGenerator<Buffer, undefined> {
  let kept = Buffer.alloc(0);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    kept = Buffer.concat([kept, chunk]);
    while (kept.length >= FRAME_HEAD_BYTES) {
      if (kept[0] === 'A'.charCodeAt(0)) throw misunderstood(); // it answers with the version that it would speak
      const bytes = kept.readUInt32BE(3);
      if (bytes > FRAME_BYTES_MAX) throw misunderstood();
      if (kept.length < FRAME_HEAD_BYTES + bytes + 1) break;
      if (kept[0] === METHOD_FRAME && bytes >= 4) {
        yield kept.subarray(FRAME_HEAD_BYTES, FRAME_HEAD_BYTES + bytes);
      }
      kept = kept.subarray(FRAME_HEAD_BYTES + bytes + 1);
    }
  }
  return undefined;
}

/** By the reply code alone: its text repeats names. */
function toRefusal(reply: number): RotationError {
  const code = `(AMQP ${String(reply)})`;
  switch (reply) {
    case replies.accessRefused:
      return new RotationError(
        'Rekey.CredentialRefused',
        `The broker refuses the user or the password ${code}.`,
      );
    case replies.connectionForced:
    case replies.internalError:
      return new RotationError('Rekey.Transient', `The broker cannot answer now ${code}.`);
    case replies.notAllowed:
      return new RotationError(
        'Rekey.TargetFailed',
        `The broker does not let the user in: vhost in secret JSON is not there, the user has no permission on it, or a limit of connections is reached ${code}.`,
      );
    default:
      return new RotationError(
        'Rekey.TargetFailed',
        `The broker answered an error that the rotation cannot go on with ${code}.`,
      );
  }
}

function misunderstood(): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    'host and port in secret JSON: expected a broker that speaks AMQP 0-9-1, found something else.',
  );
}

function toRotationError(error: unknown): RotationError {
  if (isRotationError(error)) return error;
  const { code = '' } = error as { readonly code?: string };
  if (isTlsFault(code)) return tlsRefused(code);
  return new RotationError(
    'Rekey.Transient',
    `No answer from the broker${code === '' ? '' : ` (${code})`}.`,
  );
}
