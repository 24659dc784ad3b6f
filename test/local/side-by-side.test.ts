// Calls that are begun together take their steps side by side, and nothing else comes between a caller's rights and what it may do.
import { expect, test } from '@jest/globals';
import { createManualClock, nextTurn } from '../../local/clock.ts';
import { createDispatch } from '../../local/dispatch.ts';
import { silentLog } from '../../local/log.ts';

const ACCOUNT = '123456789012';

function createSteps() {
  const steps: string[] = [];
  const dispatch = createDispatch({
    authorize: (_, { requestId }) => steps.push(`authorize ${requestId}`),
    accountId: ACCOUNT,
    clock: createManualClock(0),
    log: silentLog,
    stopping: new AbortController().signal,
  });
  const call = (requestId: string, run: () => unknown): Promise<unknown> =>
    dispatch({
      ...{ service: 'any', operation: 'Any', input: {}, region: 'us-east-1', requestId },
      principal: { kind: 'root', accountId: ACCOUNT },
      action: {
        permissions: () => [{ action: 'any:Any', resource: '*' }],
        run: () => {
          steps.push(`run ${requestId}`);
          return run();
        },
      },
    });
  return { steps, call };
}

test('all are authorized, then all run, in the order in which they came', async () => {
  const { steps, call } = createSteps();
  await Promise.all(['a', 'b', 'c'].map((name) => call(name, () => name)));
  expect(steps).toEqual(['authorize a', 'authorize b', 'authorize c', 'run a', 'run b', 'run c']);
});

test('the event loop does not turn between the rights of a caller and its action', async () => {
  const { steps, call } = createSteps();
  const later = nextTurn().then(() => steps.push('turn'));
  await Promise.all([call('a', () => undefined), later]);
  expect(steps).toEqual(['authorize a', 'run a', 'turn']);
});

test('one that fails does not hold up the others', async () => {
  const { call } = createSteps();
  const fail = () => {
    throw new Error('broken');
  };
  const results = await Promise.allSettled([call('a', fail), call('b', () => 'done')]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
});
