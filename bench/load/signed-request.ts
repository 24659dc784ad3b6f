// A whole HTTP request as the SDK would send it, signed beforehand, so that signing costs the measurement nothing.
import { createHash, createHmac } from 'node:crypto';
import { createSystemClock } from '../../local/clock.ts';

export interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A call of Secrets Manager, ready for the socket. */
export type ToRequest = (operation: string, input: object) => Buffer;

const REGION = 'us-east-1';
const SERVICE = 'secretsmanager';

/** Signatures are of now, and good for a quarter of an hour. */
export function createToRequest(url: string, signer: Signer): ToRequest {
  const { host } = new URL(url);
  const now = new Date(createSystemClock().now());
  const timestamp = now.toISOString().replace(/[-:]|\.\d{3}/gu, '');
  const scope = `${timestamp.slice(0, 8)}/${REGION}/${SERVICE}/aws4_request`;
  const key = scope
    .split('/')
    .reduce<Buffer>(
      (secret, part) => sign(secret, part),
      Buffer.from(`AWS4${signer.secretAccessKey}`),
    );
  return (operation, input) => {
    const body = JSON.stringify(input);
    const hash = hashHex(body);
    const headers: [string, string][] = [
      ['content-type', 'application/x-amz-json-1.1'],
      ['host', host],
      ['x-amz-content-sha256', hash],
      ['x-amz-date', timestamp],
      ...(signer.sessionToken === undefined
        ? []
        : [['x-amz-security-token', signer.sessionToken] satisfies [string, string]]),
      ['x-amz-target', `${SERVICE}.${operation}`],
      ['x-amz-user-agent', 'aws-sdk-js/3.1162.0'],
    ];
    const names = headers.map(([name]) => name).join(';');
    const lines = headers.map(([name, value]) => `${name}:${value}\n`).join('');
    const canonical = ['POST', '/', '', lines, names, hash].join('\n');
    const toSign = ['AWS4-HMAC-SHA256', timestamp, scope, hashHex(canonical)].join('\n');
    const signature = sign(key, toSign).toString('hex');
    const authorization = `AWS4-HMAC-SHA256 Credential=${signer.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
    const all = [
      ...headers,
      ['authorization', authorization],
      [
        'user-agent',
        'aws-sdk-js/3.1162.0 ua/2.1 os/linux lang/js md/nodejs#20.20.0 api/secrets-manager',
      ],
      ['amz-sdk-invocation-id', '00000000-0000-4000-8000-000000000000'],
      ['amz-sdk-request', 'attempt=1; max=3'],
      ['content-length', String(Buffer.byteLength(body))],
      ['connection', 'keep-alive'],
    ];
    const head = all.map(([name = '', value = '']) => `${name}: ${value}\r\n`).join('');
    return Buffer.from(`POST / HTTP/1.1\r\n${head}\r\n${body}`);
  };
}

function hashHex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function sign(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
