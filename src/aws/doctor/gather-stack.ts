// All that the doctor asks of the deployment. Each fact stands alone: what one may not read leaves the others as they are.
import { createDoctorCommands } from '../../rotation/doctor/commands.ts';
import type { DoctorStack } from '../../rotation/doctor/doctor-stack.ts';
import { listRunQuestions } from '../../rotation/doctor/expected-rights.ts';
import type { StackFacts, TopicFacts } from '../../rotation/doctor/facts.ts';
import type { Clock } from '../../rotation/effects.ts';
import { RotationError } from '../../rotation/errors.ts';
import { isKnown, type Known, orProblem } from '../../rotation/known.ts';
import type { Preflight, PreflightEvent } from '../../rotation/preflight.ts';
import type { ClientConfig } from '../clients.ts';
import { runPreflight } from '../preflight.ts';
import { createWatchedSubscriptions } from '../watched-subscriptions.ts';
import { loadAlarms } from './alarms.ts';
import { loadFunctions, loadUnreservedConcurrency } from './functions.ts';
import { findLogGroup } from './log-group.ts';
import { loadQueues } from './queues.ts';
import { loadMachineRole, simulateRights } from './rights.ts';
import { loadRules } from './rules.ts';
import { loadStackResources, type StackResource } from './stack-resources.ts';

export interface Gathering {
  readonly config: ClientConfig;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly stack: DoctorStack;
  /** Told what is being looked at. */
  readonly progress: (what: string) => void;
}

export async function gatherStack(
  gathering: Gathering,
  preflight: Known<Preflight>,
): Promise<StackFacts> {
  const { config, clock, signal, stack, progress } = gathering;
  progress('the stack');
  const resources = await orProblem(loadStackResources(config, clock, stack.name, signal));
  const ofAll = async <Facts>(
    what: string,
    load: (
      config: ClientConfig,
      clock: Clock,
      resources: readonly StackResource[],
      signal: AbortSignal,
    ) => Promise<Facts>,
  ): Promise<Known<Facts>> => {
    if (!isKnown(resources)) return resources;
    progress(what);
    return await orProblem(load(config, clock, resources.value, signal));
  };
  const functions = await ofAll('functions', loadFunctions);
  return {
    stack,
    commands: createDoctorCommands(stack),
    preflight,
    functions,
    unreservedConcurrency: await orProblem(loadUnreservedConcurrency(config, clock, signal)),
    rights: await gatherRunRights(gathering, functions),
    topics: await gatherTopics(gathering),
    alarms: await ofAll('alarms', loadAlarms),
    rules: await ofAll('rules', loadRules),
    queues: await ofAll('queues', loadQueues),
    evidence: await orProblem(
      stack.evidenceLogGroupName === undefined
        ? Promise.resolve(undefined)
        : findLogGroup(config, clock, stack.evidenceLogGroupName, signal),
    ),
  };
}

async function gatherRunRights(
  { config, clock, signal, stack, progress }: Gathering,
  functions: StackFacts['functions'],
): Promise<StackFacts['rights']> {
  if (!isKnown(functions)) return functions;
  progress('permissions of the machine');
  return await orProblem(
    loadMachineRole(config, clock, stack.machineArn, signal).then(
      async (role) =>
        await simulateRights(config, clock, listRunQuestions(stack, role, functions.value), signal),
    ),
  );
}

async function gatherTopics({
  config,
  clock,
  signal,
  stack,
}: Gathering): Promise<readonly TopicFacts[]> {
  const subscriptions = createWatchedSubscriptions(config, clock);
  const topics = [
    { purpose: 'notices', arn: stack.noticeTopicArn },
    { purpose: 'alarms', arn: stack.alarmTopicArn },
  ] as const;
  return await Promise.all(
    topics.map(async (topic) => ({
      ...topic,
      subscriptions: await orProblem(subscriptions.list(topic.arn, signal)),
    })),
  );
}

/** @param event without a secret: endpoints and runtime only */
export async function gatherPreflight(
  { config, clock, signal, stack, progress }: Gathering,
  event: PreflightEvent,
): Promise<Known<Preflight>> {
  const { preflightFunctionName: name } = stack;
  progress(event.secretId === undefined ? 'the network' : 'the target');
  return await orProblem(
    name === undefined
      ? Promise.reject(notDeployed())
      : runPreflight(config, clock, name, event, signal),
  );
}

function notDeployed(): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    'The stack has no output PreflightFunctionName: deploy this version of Rekey.',
  );
}
