// `rekey status` against the endpoint: each word of health by a secret that has it, in every width.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSystemClock } from '../../local/clock.ts';
import { runRekey } from '../support/command-line.ts';
import { createOperatedSecrets } from '../support/operated-secrets.ts';
import { type OperatedStack, startOperatedStack } from '../support/operated-stack.ts';

let stack: OperatedStack;

beforeAll(async () => {
  stack = await startOperatedStack();
  await createOperatedSecrets(stack, createSystemClock().now());
});

afterAll(async () => {
  await stack.close();
});

test('each secret has its word, the worst first', async () => {
  const { code, out, errors } = await runRekey('status');
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  const [table = ''] = out.split('\n\n');
  const rows = table.split('\n').slice(1);
  expect(rows.map((row) => row.split(/ {2,}/).slice(0, 2))).toEqual([
    ['app/foreign-pending', 'stuck'],
    ['app/left-pending', 'stuck'],
    ['app/failing', 'failing'],
    ['app/misconfigured', 'misconfigured'],
    ['app/not-retired', 'overdue'],
    ['app/overdue', 'overdue'],
    ['app/disabled', 'disabled'],
    ['app/paused', 'disabled'],
    ['app/unscheduled', 'unscheduled'],
    ['app/never-rotated', 'never rotated'],
    ['app/rotating', 'rotating'],
    ['app/in-grace', 'in grace'],
    ['app/healthy', 'healthy'],
    ['app/deleted', 'in deletion'],
  ]);
});
