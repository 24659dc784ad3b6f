// Who may speak to the endpoint: programs of this machine, and pages that it serves itself, but no page of another site.
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  openRaw,
  type RawConnection,
  toRawAuthorization,
  writeRaw,
} from '../../../support/raw-http.ts';
import { type RunningWire, startWire } from '../../../support/wire.ts';

let wire: RunningWire;
let connection: RawConnection;
let calls: string[] = [];

beforeEach(async () => {
  calls = [];
  const note = (name: string) => () => {
    calls.push(name);
    return {};
  };
  wire = await startWire({
    secretsmanager: { DeleteSecret: note('DeleteSecret') },
    iam: { DeleteRole: note('DeleteRole') },
  });
  connection = await openRaw(wire.url);
});

afterEach(async () => {
  connection.close();
  await wire.close();
});

type Headers = Readonly<Record<string, string>>;

async function deleteSecret(headers: Headers): Promise<{ status: number; body: string }> {
  const target = { 'x-amz-target': 'secretsmanager.DeleteSecret' };
  connection.send(writeRaw({ headers: { ...target, ...headers }, body: '{"SecretId":"a"}' }));
  return await connection.answer();
}

const FOREIGN: readonly (readonly [string, Headers])[] = [
  ['a name that was bound again to 127.0.0.1', { host: 'evil.example:4566' }],
  ['a host that only begins like one of ours', { host: 'localhost.evil.example' }],
  ['a page of another site', { origin: 'https://evil.example' }],
  ['a page of a sandbox', { origin: 'null' }],
  ['a picture or a link on a page of another site', { 'sec-fetch-site': 'cross-site' }],
  ['the same by a browser that says less', { referer: 'https://evil.example/page' }],
];

test.each(FOREIGN)('%s is refused', async (_name, headers) => {
  const { status, body } = await deleteSecret(headers);
  expect(status).toBe(403);
  expect(JSON.parse(body)).toMatchObject({ __type: 'AccessDeniedException' });
  expect(calls).toEqual([]);
});

const OURS: readonly (readonly [string, Headers])[] = [
  ['a program', {}],
  ['a page of this machine', { origin: 'http://localhost:3000', 'sec-fetch-site': 'cross-site' }],
  [
    'a link on a page of the endpoint',
    { 'sec-fetch-site': 'same-origin', referer: 'http://127.0.0.1:4566/' },
  ],
  ['an address that somebody typed', { 'sec-fetch-site': 'none' }],
];

test.each(OURS)('%s is served', async (_name, headers) => {
  expect((await deleteSecret(headers)).status).toBe(200);
  expect(calls).toEqual(['DeleteSecret']);
});

test('a preflight of another site gets no leave', async () => {
  connection.send(
    writeRaw({
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
      body: '',
    }),
  );
  const { status, headers } = await connection.answer();
  expect(status).toBe(403);
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
  '%s, which a page may send without a preflight, is no call of a JSON service',
  async (contentType) => {
    const { status, body } = await deleteSecret({ 'content-type': contentType });
    expect({ status, body }).toEqual({
      status: 404,
      body: '{"__type":"UnknownOperationException"}',
    });
    expect(calls).toEqual([]);
  },
);

test('a URL that deletes does nothing where a page of another site shows it as a picture', async () => {
  const credential = encodeURIComponent('ANY/20260101/us-east-1/iam/aws4_request');
  const path = `/?Action=DeleteRole&Version=2010-05-08&RoleName=r&X-Amz-Credential=${credential}`;
  const get = { 'content-type': undefined, 'x-amz-target': undefined, authorization: undefined };
  connection.send(
    writeRaw({
      method: 'GET',
      path,
      headers: { ...get, 'sec-fetch-site': 'cross-site' },
      body: '',
    }),
  );
  expect((await connection.answer()).status).toBe(403);
  expect(calls).toEqual([]);
  connection.send(writeRaw({ method: 'GET', path, headers: get, body: '' }));
  expect((await connection.answer()).status).toBe(200);
});

test('a signature for another service is refused by name', async () => {
  const { status, body } = await deleteSecret({ authorization: toRawAuthorization('nothing') });
  expect({ status, body: JSON.parse(body) as unknown }).toEqual({
    status: 400,
    body: {
      __type: 'InvalidSignatureException',
      message: "Credential should be scoped to correct service: 'secretsmanager'.",
    },
  });
  expect(calls).toEqual([]);
});

test('where only the signature names a service, one that is not here is unknown', async () => {
  const headers = { 'x-amz-target': undefined, authorization: toRawAuthorization('dynamodb') };
  connection.send(writeRaw({ headers }));
  expect(await connection.answer()).toMatchObject({
    status: 404,
    body: expect.stringContaining('UnknownOperationException'),
  });
});
