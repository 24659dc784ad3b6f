// Task: its arguments and its bounds in time. The call itself is the engine's.
import type { TaskState } from '../definition.ts';
import type { Effect } from '../effect.ts';
import type { Json } from '../json.ts';
import { checkRange, evaluateField, evaluateTemplate } from '../template.ts';
import type { Visit } from '../visit.ts';
import { SECONDS_MAX } from './wait.ts';

export async function workTask(state: TaskState, visit: Visit): Promise<Effect> {
  const { expressions } = visit;
  const roleArn =
    state.Credentials === undefined
      ? undefined
      : await evaluateField(
          expressions,
          { value: state.Credentials.RoleArn, field: 'Credentials/RoleArn', type: 'string' },
          visit.scope(),
        );
  const callArguments =
    state.Arguments === undefined
      ? visit.input
      : await evaluateTemplate(expressions, state.Arguments, 'Arguments', visit.scope());
  const timeoutSeconds = await evaluateSeconds(state.TimeoutSeconds, 'TimeoutSeconds', visit);
  const heartbeatSeconds = await evaluateSeconds(state.HeartbeatSeconds, 'HeartbeatSeconds', visit);
  return {
    kind: 'task',
    resource: state.Resource,
    arguments: callArguments,
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(heartbeatSeconds === undefined ? {} : { heartbeatSeconds }),
    ...(visit.taskToken === undefined ? {} : { token: visit.taskToken }),
    ...(roleArn === undefined ? {} : { roleArn }),
  };
}

async function evaluateSeconds(
  value: Json | undefined,
  field: string,
  visit: Visit,
): Promise<number | undefined> {
  if (value === undefined) return undefined;
  const seconds = await evaluateField(
    visit.expressions,
    { value, field, type: 'integer' },
    visit.scope(),
  );
  checkRange(seconds, { field, min: 1, max: SECONDS_MAX });
  return seconds;
}
