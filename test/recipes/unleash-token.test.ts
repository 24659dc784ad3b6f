// The Unleash recipe against a real Unleash on a real PostgreSQL, where one is installed. A deleted token lives on for about a minute, so
// the contract, which retires dozens, would take an hour: this is a whole rotation with its crashes, and one wait.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SecretValue } from '../../src/rotation/secret-value.ts';
import { becomes } from '../contract/becomes.ts';
import { describeOptIn, type OptInService, startOptIn } from '../support/opt-in-service.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { createKey, fieldsOf, loadRecipeTarget, toSecret } from '../support/recipe-fixture.ts';
import { createTargetContext } from '../support/target-context.ts';

const target = loadRecipeTarget('unleash-token');

describeOptIn('unleash-server', '7.5.1', () => {
  const admin = { token: `*:*.${createKey()}` };
  const context = createTargetContext('unleash', { admin: toSecret(admin) });
  let postgres: PostgresServer;
  let unleash: OptInService;
  let current: SecretValue;

  const ask = async (method: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${unleash.url}/api/admin/api-tokens`, {
      method,
      headers: { authorization: admin.token, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method}: ${String(response.status)}`);
    return await response.json();
  };
  const listNames = async (): Promise<readonly string[]> =>
    ((await ask('GET')) as { tokens: { tokenName: string }[] }).tokens.map((one) => one.tokenName);
  const accepts = async (value: SecretValue): Promise<boolean> => {
    const headers = { authorization: fieldsOf(value)['token'] ?? '' };
    return (await fetch(`${unleash.url}/api/client/features`, { headers })).status === 200;
  };

  beforeAll(async () => {
    postgres = await startPostgres();
    await postgres.query('CREATE DATABASE unleash');
    unleash = await startOptIn('unleash.mjs', {
      PGPORT: String(postgres.port),
      PGUSER: postgres.admin.username,
      PGPASSWORD: postgres.admin.password,
      ADMIN_TOKEN: admin.token,
    });
    const place = { environment: 'development', project: 'default' };
    const made = await ask('POST', {
      tokenName: 'by hand',
      type: 'backend',
      environment: place.environment,
      projects: [place.project],
    });
    const { secret: token } = made as { secret: string };
    current = toSecret({ baseUrl: unleash.url, ...place, token });
  });
  afterAll(async () => {
    await unleash.close();
    await postgres.close();
  });

  test('a whole rotation: the new token works, and the old one is refused once the service has forgotten it', async () => {
    const wrong = toSecret({ ...fieldsOf(current), token: `default:development.${createKey()}` });
    expect(await accepts(wrong)).toBe(false);
    expect(await target.verify?.(wrong, context)).toBe('refused');
    expect(await target.verify?.(current, context)).toBe('working');

    const lost = await target.create(current, context); // as if its answer had not arrived
    expect((await listNames()).filter((name) => name === context.token)).toHaveLength(1);
    await target.discard?.({ current }, context);
    expect(await listNames()).not.toContain(context.token);

    const pending = await target.create(current, context);
    await target.test?.({ current, pending }, context);
    await target.discard?.({ current, keep: pending }, context);
    expect(await accepts(pending)).toBe(true);

    const pair = { current: pending, previous: current };
    await target.retire?.(pair, context);
    await target.retire?.(pair, context);
    expect(await target.verify?.(current, context)).toBe('working'); // its cache; the rules ask again
    const isRefused = async (): Promise<boolean> =>
      (await target.verify?.(current, context)) === 'refused';
    expect(await becomes(isRefused, target.propagationMs)).toBe(true);
    expect(await accepts(lost)).toBe(false);
    expect(await accepts(pending)).toBe(true);
    expect(await listNames()).toEqual(expect.arrayContaining([context.token]));
    expect(await listNames()).not.toContain('by hand');
  });
});
