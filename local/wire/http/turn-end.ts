// What is done at the end of the event loop's turn, when every socket that had something to read has been read. Requests: together they take their steps
// side by side. Answers: a caller that sleeps is woken by the first and takes the others while it is awake; written one by one, each would wake it
// anew, which costs more than writing.
import { nextTurn } from '../../clock.ts';

export interface TurnEnd {
  do(work: () => void): void;
  /** Work of this turn is to come, and may still come at its end: from what was to be done there before. */
  expect(): void;
  /** All that is waiting, now. */
  flush(): void;
  /** Nothing of it is done. */
  forget(): void;
}

export function createTurnEnd(): TurnEnd {
  let waiting: (() => void)[] = [];
  let isExpected = false;
  const flush = (): void => {
    const works = waiting;
    waiting = [];
    isExpected = false;
    for (const work of works) work();
  };
  const expect = (): void => {
    if (!isExpected) void nextTurn().then(flush);
    isExpected = true;
  };
  return {
    do: (work) => {
      waiting.push(work);
      expect();
    },
    expect,
    flush,
    forget: () => {
      waiting = [];
    },
  };
}
