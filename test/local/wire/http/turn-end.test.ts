// Answers wait for the end of the turn in which they came, and leave in their order, each once.
import { expect, test } from '@jest/globals';
import { nextTurn } from '../../../../local/clock.ts';
import { createTurnEnd } from '../../../../local/wire/http/turn-end.ts';

test('all that comes in one turn is done at its end, in order', async () => {
  const done: string[] = [];
  const turnEnd = createTurnEnd();
  turnEnd.do(() => done.push('a'));
  await Promise.resolve();
  turnEnd.do(() => done.push('b'));
  expect(done).toEqual([]);
  await nextTurn();
  expect(done).toEqual(['a', 'b']);
});

test('what comes meanwhile is done a turn later', async () => {
  const done: string[] = [];
  const turnEnd = createTurnEnd();
  turnEnd.do(() => {
    done.push('a');
    turnEnd.do(() => done.push('c'));
  });
  turnEnd.do(() => done.push('b'));
  await nextTurn();
  expect(done).toEqual(['a', 'b']);
  await nextTurn();
  expect(done).toEqual(['a', 'b', 'c']);
});

test('who must end now flushes, and nothing is done twice', async () => {
  const done: string[] = [];
  const turnEnd = createTurnEnd();
  turnEnd.do(() => done.push('a'));
  turnEnd.flush();
  expect(done).toEqual(['a']);
  await nextTurn();
  expect(done).toEqual(['a']);
});
