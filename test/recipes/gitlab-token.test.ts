// The GitLab recipe against a stand-in of a token that rotates itself, as the documentation describes it: the call ends the old token,
// and rotating with an ended one ends its successor too.
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { SecretValue } from '../../src/rotation/secret-value.ts';
import type { TargetFixture } from '../contract/fixture.ts';
import { createServiceWorld, readCurrent } from '../contract/whole-runs.ts';
import { driveRotation } from '../support/drive-rotation.ts';
import {
  createKey,
  fieldsOf,
  loadRecipeTarget,
  soon,
  toSecret,
  toStranger,
} from '../support/recipe-fixture.ts';
import { type StandInAnswer, type StandInRequest, startStandIn } from '../support/stand-in.ts';
import { createTargetContext } from '../support/target-context.ts';

let gitlab: Awaited<ReturnType<typeof startGitLab>>;
let current: SecretValue;
const context = createTargetContext('gitlab');
beforeEach(async () => {
  gitlab = await startGitLab();
  current = await gitlab.fixture.createCurrent();
});
afterEach(async () => {
  await gitlab.fixture.close();
});

test('two rotations in a row end with the newest token, and its expiry in 90 days', async () => {
  const { fixture } = gitlab;
  for (const name of ['run-1', 'run-2']) {
    const world = createServiceWorld({ fixture, target: fixture.target }, current);
    const { decision, stateData } = await driveRotation(world, { name });
    expect(decision).toBe('rotated');
    const next = readCurrent(world);
    expect(await fixture.accepts(next)).toBe(true);
    expect(await fixture.accepts(current)).toBe(false);
    expect(stateData.join()).not.toContain(fieldsOf(next)['token']);
    current = next;
  }
  const days = (Date.parse(gitlab.expiries.at(-1) ?? '') - context.clock.now()) / 86_400_000;
  expect(Math.round(days)).toBeGreaterThanOrEqual(89);
  expect(Math.round(days)).toBeLessThanOrEqual(90);
});

test('an ended token is never used to rotate again: its successor would die of it', async () => {
  const { fixture } = gitlab;
  const pending = await fixture.target.create(current, context);
  await expect(fixture.target.create(current, context)).rejects.toMatchObject({
    code: 'Rekey.CredentialRefused',
  });
  expect(await fixture.accepts(pending)).toBe(true);
});

test('a lost answer ends the run with both refused, told, and without a second try', async () => {
  const { fixture } = gitlab;
  const rotate = 'POST /api/v4/personal_access_tokens/self/rotate';
  const world = createServiceWorld({ fixture, target: fixture.target }, current);
  fixture.failRequest(1, 'after'); // the first asks whether the current token works
  const { decision, recovery, notices } = await driveRotation(world);
  expect(fixture.hasFailed()).toBe(true);
  expect(decision).toBe('failed');
  expect(recovery?.outcome).toBe('both-refused');
  expect(notices).toHaveLength(1);
  expect(gitlab.requests.filter((request) => request === rotate)).toHaveLength(1);
});

test('where the call does not reach GitLab it is made again', async () => {
  const { fixture } = gitlab;
  const world = createServiceWorld({ fixture, target: fixture.target }, current);
  fixture.failRequest(1, 'before');
  expect((await driveRotation(world)).decision).toBe('rotated');
  expect(await fixture.accepts(readCurrent(world))).toBe(true);
});

test('out of reach is not refused, and a stranger gets no token', async () => {
  const { fixture } = gitlab;
  const { target } = fixture;
  await fixture.goDown?.();
  expect(await target.verify?.(current, context)).toBe('unreachable');
  await expect(target.create(current, context)).rejects.toMatchObject({ code: 'Rekey.Transient' });
  await fixture.comeBack?.();
  const pending = fixture.toStranger(current);
  await expect(target.test?.({ current, pending }, context)).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
  });
  expect(await target.verify?.(current, context)).toBe('working');
});

async function startGitLab() {
  const family: { readonly token: string; active: boolean }[] = [];
  const expiries: string[] = [];
  const make = (): string => {
    const token = `glpat-${createKey()}`;
    family.push({ token, active: true });
    return token;
  };
  const serve = ({ method, path, headers, body }: StandInRequest): StandInAnswer => {
    const caller = family.find(({ token }) => token === headers['private-token']);
    const isRotation = path === '/api/v4/personal_access_tokens/self/rotate' && method === 'POST';
    if (caller?.active !== true) {
      if (isRotation && caller !== undefined) for (const one of family) one.active = false;
      return { status: 401, body: { message: '401 Unauthorized' } };
    }
    if (path === '/api/v4/personal_access_tokens/self')
      return { status: 200, body: { active: true } };
    if (!isRotation) return { status: 404, body: { message: '404 Not Found' } };
    caller.active = false;
    expiries.push(String(body['expires_at']));
    return { status: 200, body: { token: make(), active: true } };
  };
  const { url, requests, ...hands } = await startStandIn(serve);
  const fixture: TargetFixture = {
    ...hands,
    target: loadRecipeTarget('gitlab-token'),
    createCurrent: async () => toSecret({ baseUrl: url, token: make() }),
    accepts: async (value) =>
      await soon(() =>
        family.some(({ token, active }) => active && token === fieldsOf(value)['token']),
      ),
    countCredentials: () => family.filter(({ active }) => active).length,
    toStranger: (value) => toStranger(value, 'baseUrl'),
  };
  return { fixture, requests, expiries };
}
