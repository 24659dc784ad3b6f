// Before a map run begins or goes on: who it acts as, whether that is allowed, what its items are, and how far it is.

import type { Principal } from '../../service.ts';
import { becomeTaskRole } from '../engine/become-task-role.ts';
import { toMachineArn } from '../names.ts';
import { regionOf } from '../store.ts';
import type { ActiveRun, MapRunParts, Surroundings } from './active-run.ts';
import { createChildren } from './children.ts';
import type { Count, MapRunDocument } from './map-run-document.ts';
import { checkMayStart } from './permit.ts';
import { plan } from './plan.ts';
import { loadProgress } from './progress.ts';

/** @throws StatesError where it cannot begin */
export async function prepare(
  surroundings: Surroundings,
  active: ActiveRun,
  document: MapRunDocument,
): Promise<void> {
  if (active.progress !== undefined) return;
  const { parts, parents, tellEnded } = surroundings;
  const { key } = active;
  active.principal = await becomeMachineRole(parts, key, document);
  const planned =
    document.isLetGo === true
      ? (document.planned ?? { executions: 0, items: 0 })
      : await loadPlan(parts, active.principal, key, document);
  if (surroundings.isStopped()) return;
  const children = createChildren(parts, key, document, tellEnded);
  const isFresh = document.planned === undefined;
  const progress = await loadProgress(parts.store, key, { planned, children, isFresh });
  for (const child of progress.running.keys()) parents.set(child, active);
  active.children = children;
  active.progress = progress;
  // Whatever ended while they were counted.
  for (const child of [...progress.running.keys()]) tellEnded(child);
}

async function loadPlan(
  parts: MapRunParts,
  principal: Principal,
  key: string,
  document: MapRunDocument,
): Promise<Count> {
  const { environment, store } = parts;
  await checkMayStart(environment, document, { region: regionOf(key), principal });
  if (document.planned !== undefined) return document.planned;
  const planned = await plan(parts, key, document, principal);
  store.mapRuns.put(key, { ...(store.mapRuns.get(key) ?? document), planned });
  return planned;
}

async function becomeMachineRole(
  { environment, store }: MapRunParts,
  key: string,
  { machineName, revision }: MapRunDocument,
): Promise<Principal> {
  const region = regionOf(key);
  const roleArn = store.revisions.get(revision)?.roleArn ?? '';
  const machineArn = toMachineArn({ region, accountId: environment.accountId }, machineName);
  return await becomeTaskRole(environment, { roleArn, machineArn, region });
}
