// Requests and answers wait for the end of the turn in which they came, and are taken in their order, each once.
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

test('what is expected of what is done at the end of the turn is done in the same', async () => {
  const done: string[] = [];
  const arrivals = createTurnEnd();
  const answers = createTurnEnd();
  const answer = async (name: string) => {
    for (let step = 0; step < 30; step += 1) await Promise.resolve();
    answers.do(() => done.push(name));
  };
  for (const name of ['a', 'b']) {
    arrivals.do(() => void answer(name));
    answers.expect();
  }
  await nextTurn();
  expect(done).toEqual(['a', 'b']);
  answers.do(() => done.push('late'));
  await nextTurn();
  expect(done).toEqual(['a', 'b', 'late']);
});

test('what is forgotten is not done, and what comes after it is', async () => {
  const done: string[] = [];
  const turnEnd = createTurnEnd();
  turnEnd.do(() => done.push('a'));
  turnEnd.forget();
  turnEnd.do(() => done.push('b'));
  await nextTurn();
  expect(done).toEqual(['b']);
});
