// Services behind a certificate of somebody's own authority, over real TLS: trusted where the secret names it, and nowhere else.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createSystemRandom, createUuid } from '../../../local/random.ts';
import { SecretValue } from '../../../src/rotation/secret-value.ts';
import { createHttpApi } from '../../../src/targets/http-api.ts';
import { createOauthClient } from '../../../src/targets/oauth-client/oauth-client.ts';
import { openManagement } from '../../../src/targets/rabbitmq/management.ts';
import { type Certificate, makeCertificate } from '../../support/certificate.ts';
import { onePasswordRecipe } from '../../support/password-service.ts';
import { createTargetContext } from '../../support/target-context.ts';

const context = createTargetContext('private authority');
let folder: string;
let certificate: Certificate;
let server: Server;
let origin: string;
let password = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rekey-authority-'));
  certificate = makeCertificate(folder);
  const { key, certificate: cert } = certificate;
  server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, answer) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on('end', () => {
      const isRight = request.headers.authorization === `Bearer ${password}`;
      if (isRight && request.method === 'PUT') {
        ({ password } = JSON.parse(text) as { password: string });
      }
      if (request.url === '/.well-known/openid-configuration') {
        answer.end(JSON.stringify({ issuer: origin, token_endpoint: `${origin}/token` }));
      } else if (request.url === '/token') answer.end(JSON.stringify({ access_token: 'x' }));
      else answer.writeHead(isRight ? 200 : 401).end(JSON.stringify({ name: 'somebody' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `https://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
beforeEach(() => {
  password = createUuid(createSystemRandom());
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const notTrusted = {
  code: 'Rekey.InvalidConfiguration',
  message: expect.stringContaining('expected a certificate for its host by a known authority'),
};

test("a recipe's service is rotated where the secret names its authority, which stays in the secret", async () => {
  const target = createHttpApi(onePasswordRecipe, new Map());
  const current = toSecret({ baseUrl: origin, password, ca: certificate.ca });
  const pending = await target.create(current, context);
  expect(JSON.parse(pending.reveal())).toMatchObject({ ca: certificate.ca });
  expect(await target.verify?.(pending, context)).toBe('refused');
  await target.set?.({ current, pending }, context);
  await target.test?.({ current, pending }, context);
  expect(await target.verify?.(current, context)).toBe('refused');
});

test('without it, or by another, nothing is said to the service, and the error says why', async () => {
  const target = createHttpApi(onePasswordRecipe, new Map());
  const other = makeCertificate(mkdtempSync(join(folder, 'other-'))).ca;
  for (const fields of [{}, { ca: other }]) {
    const call = target.verify?.(toSecret({ baseUrl: origin, password, ...fields }), context);
    await expect(call).rejects.toMatchObject(notTrusted);
  }
});

test("the certificate must name the host, whoever's authority signed it", async () => {
  const target = createHttpApi(onePasswordRecipe, new Map());
  const baseUrl = origin.replace('127.0.0.1', 'localhost');
  const call = target.verify?.(toSecret({ baseUrl, password, ca: certificate.ca }), context);
  await expect(call).rejects.toMatchObject(notTrusted);
});

test.each([true, false])("a broker's management API and its authority: %s", async (isNamed) => {
  const management = openManagement(
    {
      ...{ host: '127.0.0.1', port: 5671, vhost: '/', management: origin, username: 'app' },
      ...{ password: new SecretValue(password), ca: isNamed ? certificate.ca : undefined },
    },
    context,
  );
  const found = management.find('whoami');
  if (isNamed) await expect(found).rejects.toMatchObject({ code: 'Rekey.CredentialRefused' });
  else await expect(found).rejects.toMatchObject(notTrusted);
});

test.each([true, false])('an authorization server and its authority: %s', async (isNamed) => {
  const target = createOauthClient(new Map([['way', 'two-clients']]));
  const value = toSecret({
    ...{ issuer: origin, client_id: 'app', client_secret: password },
    ...(isNamed ? { ca: certificate.ca } : {}),
  });
  const state = target.verify?.(value, context);
  if (isNamed) expect(await state).toBe('working');
  else await expect(state).rejects.toMatchObject(notTrusted);
});

function toSecret(fields: Readonly<Record<string, unknown>>): SecretValue {
  return new SecretValue(JSON.stringify(fields));
}
