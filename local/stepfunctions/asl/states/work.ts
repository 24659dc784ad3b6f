// Every type of state, and what does its work.
import type { State } from '../definition.ts';
import type { Effect } from '../effect.ts';
import type { Visit } from '../visit.ts';
import { workChoice } from './choice.ts';
import { workFail } from './fail.ts';
import { workMap } from './map.ts';
import { workParallel } from './parallel.ts';
import { workPass } from './pass.ts';
import { workSucceed } from './succeed.ts';
import { workTask } from './task.ts';
import { workWait } from './wait.ts';

/** @throws StatesError where the work fails */
export async function workState(state: State, visit: Visit): Promise<Effect> {
  switch (state.Type) {
    case 'Pass':
      return workPass(state, visit);
    case 'Task':
      return await workTask(state, visit);
    case 'Choice':
      return await workChoice(state, visit);
    case 'Wait':
      return await workWait(state, visit);
    case 'Succeed':
      return workSucceed(state, visit);
    case 'Fail':
      return await workFail(state, visit);
    case 'Parallel':
      return await workParallel(state, visit);
    case 'Map':
      return await workMap(state, visit);
  }
}
