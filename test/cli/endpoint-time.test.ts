// Against an endpoint whose time is moved by hand, the verbs go by its time: a schedule made there opens its windows there.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createManualClock } from '../../local/clock.ts';
import { runRekey } from '../support/command-line.ts';
import { type ScheduleWorld, startScheduleWorld } from '../support/schedule-world.ts';

let world: ScheduleWorld;

beforeAll(async () => {
  world = await startScheduleWorld({
    manualClock: createManualClock(Date.parse('2031-03-04T11:30:00Z')),
  });
  await world.createSecret('made/key', { target: 'generated' });
});
afterAll(async () => {
  await world.close();
});

test('the windows of a schedule are those of the endpoint, and open when its time has come', async () => {
  const made = await runRekey(
    ...['schedule', 'made/key', '--expression=rate(2 days)', '--window=3h'],
    ...['--no-rotate-now', '--yes'],
  );
  expect(made).toMatchObject({ code: 0, errors: '' });
  expect(made.out).toContain('2031-03-05 00:00 UTC for 3h, in 12h\n');
  expect(await world.listInputs()).toEqual([]);
  const { url } = world.running;
  expect(await runRekey('clock', 'advance', 'P1D', '--endpoint', url)).toMatchObject({ code: 0 });
  expect(await world.listInputs()).toMatchObject([{ trigger: 'schedule' }]);
});

test('status judges by it', async () => {
  const { out, code } = await runRekey('status', 'made/key', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ at: expect.stringMatching(/^2031-03-05T11:/) });
});

test('a day that has come there is a period for a report, and one that has not is none', async () => {
  const come = await runRekey('report', '--since=2031-03-05');
  expect(come.errors).toContain('EvidenceLogGroupName'); // this stack keeps no evidence
  const later = await runRekey('report', '--since=2031-03-06');
  expect(later.errors).toContain('--since: expected a time that has passed');
});
