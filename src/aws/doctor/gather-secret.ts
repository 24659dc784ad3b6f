// All that the doctor asks about one secret.
import { createDoctorCommands } from '../../rotation/doctor/commands.ts';
import { listSecretQuestions } from '../../rotation/doctor/expected-rights.ts';
import type { SecretFacts, StackFacts } from '../../rotation/doctor/facts.ts';
import { isKnown, type Known, orProblem } from '../../rotation/known.ts';
import { listOwned } from '../../rotation/owner-label.ts';
import type { ExecutionState, SecretDescription } from '../../rotation/ports.ts';
import { toScheduleName } from '../../rotation/rotation-schedule.ts';
import type { RunRecord } from '../../rotation/run-record.ts';
import { loadRuns } from '../evidence.ts';
import { createExecutions } from '../executions.ts';
import { createRotationSchedules } from '../rotation-schedules.ts';
import { createSecretStore } from '../secret-store.ts';
import { sha256 } from '../sha256.ts';
import type { Gathering } from './gather-stack.ts';
import { findKeyId, loadKey } from './key.ts';
import { simulateRights } from './rights.ts';

const DAYS_BACK = 90;
const DAY_MS = 86_400_000;

/** What labels and schedule tell: little enough to be asked of every secret. */
export async function gatherLabels(
  gathering: Gathering,
  description: SecretDescription,
): Promise<SecretFacts> {
  const { config, clock, signal, stack } = gathering;
  const schedules = createRotationSchedules(config, clock, stack.schedules.group);
  return {
    now: clock.now(),
    commands: createDoctorCommands(stack),
    stack,
    description,
    executions: await gatherExecutions(gathering, description),
    schedule: await orProblem(
      schedules.find(toScheduleName({ hash: sha256 }, description), signal),
    ),
  };
}

export async function gatherSecret(
  gathering: Gathering,
  description: SecretDescription,
  { preflight, functions }: Pick<StackFacts, 'preflight' | 'functions'>,
): Promise<SecretFacts> {
  const { config, clock, signal, stack, progress } = gathering;
  const facts = await gatherLabels(gathering, description);
  const adminName = description.tags.get('rekey:admin');
  const admin =
    adminName === undefined
      ? undefined
      : await orProblem(createSecretStore(config, clock).describe(adminName, signal));
  const key = await gatherKey(gathering, description.arn);
  const about = {
    ...facts,
    preflight,
    ...(admin === undefined ? {} : { admin }),
    ...(key === undefined ? {} : { key }),
  };
  progress('permissions');
  const rights = isKnown(functions)
    ? await orProblem(
        simulateRights(
          config,
          clock,
          listSecretQuestions(functions.value, { ...about, stack }),
          signal,
        ),
      )
    : functions;
  progress('past runs');
  return { ...about, rights, ...(await gatherLastRun(gathering, description.arn)) };
}

async function gatherExecutions(
  { config, clock, signal }: Gathering,
  description: SecretDescription,
): Promise<ReadonlyMap<string, Known<ExecutionState>>> {
  const executions = createExecutions(config, clock);
  const arns = new Set(listOwned(description).map(({ owner }) => owner.executionArn));
  const found = new Map<string, Known<ExecutionState>>();
  for (const arn of arns) found.set(arn, await orProblem(executions.find(arn, signal)));
  return found;
}

async function gatherKey(
  { config, clock, signal }: Gathering,
  secretArn: string,
): Promise<SecretFacts['key']> {
  const keyId = await findKeyId(config, clock, secretArn, signal);
  return keyId === undefined ? undefined : await orProblem(loadKey(config, clock, keyId, signal));
}

async function gatherLastRun(
  { config, clock, signal, stack }: Gathering,
  secretArn: string,
): Promise<Pick<SecretFacts, 'lastRun'>> {
  const { evidenceLogGroupName: logGroup } = stack;
  if (logGroup === undefined) return {};
  const query = { logGroup, since: clock.now() - DAYS_BACK * DAY_MS, secretArn };
  const runs = await orProblem(loadRuns(config, clock, query, signal));
  return { lastRun: isKnown(runs) ? { value: findLast(runs.value) } : runs };
}

/** Of those that rotate: a run that only retires or recovers says less. */
function findLast(runs: readonly RunRecord[]): RunRecord | undefined {
  return runs
    .filter(({ mode, result }) => mode === 'rotate' && result !== 'skipped' && result !== 'running')
    .reduce<RunRecord | undefined>(
      (last, run) => (last === undefined || run.startedAt > last.startedAt ? run : last),
      undefined,
    );
}
