// What is done at the end of the event loop's turn, when every socket that had something to read has been read: answers. A caller that sleeps
// is woken by the first and takes the others while it is awake; written one by one, each would wake it anew, which costs more than writing.
import { nextTurn } from '../../clock.ts';

export interface TurnEnd {
  do(work: () => void): void;
  /** All that is waiting, now. */
  flush(): void;
}

export function createTurnEnd(): TurnEnd {
  let waiting: (() => void)[] = [];
  const flush = (): void => {
    const works = waiting;
    waiting = [];
    for (const work of works) work();
  };
  return {
    do: (work) => {
      if (waiting.push(work) === 1) void nextTurn().then(flush);
    },
    flush,
  };
}
