// One resource on the forward way: found as wanted, made, updated, or made anew in another's place.
import { isServiceError, ServiceError } from '../../service-error.ts';
import { type JournalDocument, partsPrefix, type ResourceDocument, type Tag } from '../store.ts';
import type { OrderedResource } from '../template/graph.ts';
import type { Scope } from '../template/resolve.ts';
import { isText, toCanonicalJson, type ValueRecord } from '../template/value.ts';
import { resolveDynamicReferences } from './dynamic-references.ts';
import { createEffects, isConflict } from './effects.ts';
import {
  findResource,
  isThere,
  loadProvider,
  loadStack,
  openValues,
  type Run,
  sealValues,
} from './engine.ts';
import { putResourceStatus } from './events.ts';
import { findJournalEntry, markJournalEntry, putJournalEntry } from './journal.ts';
import type { Physical, ProviderContext, ResourceProvider } from './provider.ts';
import { checkReplaceable, findDifference, resolveWanted } from './wanted.ts';

export interface Failure {
  readonly logicalId: string;
  readonly verb: 'create' | 'update';
}

/** What failed, with the reason in an event; undefined where the resource is as wanted now. */
export async function applyResource(
  run: Run,
  ordered: OrderedResource,
  scope: Scope,
  tags: readonly Tag[],
): Promise<Failure | undefined> {
  const { logicalId, declaration } = ordered;
  const begun = findJournalEntry(run, logicalId);
  if (begun?.done === true) return undefined;
  const provider = loadProvider(run.engine, declaration.type);
  const present = findResource(run, logicalId);
  const current = present !== undefined && isThere(present) ? present : undefined;
  let wanted: ValueRecord;
  let entry: JournalDocument | undefined;
  try {
    wanted = resolveWanted(provider, logicalId, declaration, scope, tags);
    entry = begun ?? beginChange(run, provider, ordered, current, wanted);
  } catch (error) {
    if (!isServiceError(error)) throw error;
    return refuseResource(run, ordered, current, error.message);
  }
  if (entry === undefined) {
    if (current !== undefined) putDeclaration(run, ordered, current);
    return undefined;
  }
  const document = putBegun(run, ordered, entry, wanted);
  return await carryOut(run, provider, entry, document, wanted, begun !== undefined);
}

/** Undefined where nothing has to change. */
function beginChange(
  run: Run,
  provider: ResourceProvider,
  { logicalId }: OrderedResource,
  current: ResourceDocument | undefined,
  wanted: ValueRecord,
): JournalDocument | undefined {
  if (current === undefined) return putJournalEntry(run, { logicalId, action: 'create' });
  const before = openValues(run.engine, loadStack(run), current).properties;
  const difference = findDifference(provider, before, wanted);
  if (difference === undefined) return undefined;
  if (difference.kind === 'replace') checkReplaceable(provider, current, before, wanted);
  return putJournalEntry(run, { logicalId, action: difference.kind, before: current });
}

function refuseResource(
  run: Run,
  { logicalId, declaration, dependsOn }: OrderedResource,
  current: ResourceDocument | undefined,
  reason: string,
): Failure {
  const stack = loadStack(run);
  const verb = current === undefined ? 'create' : 'update';
  if (current === undefined) putJournalEntry(run, { logicalId, action: 'create' });
  else if (findJournalEntry(run, logicalId) === undefined) {
    putJournalEntry(run, { logicalId, action: 'update', before: current });
  }
  const document: ResourceDocument = current ?? {
    ...toDeclared({ logicalId, declaration, dependsOn }),
    status: '',
    timestamp: 0,
    sealed: sealValues(run.engine, stack, logicalId, { properties: {}, attributes: {} }),
  };
  putResourceStatus(run.engine, stack, document, `${verb.toUpperCase()}_FAILED`, reason);
  return { logicalId, verb };
}

/** The members of a resource that are the template's word and no property. */
function toDeclared({ logicalId, declaration, dependsOn }: OrderedResource) {
  const { type, deletionPolicy, updateReplacePolicy, metadata } = declaration;
  return {
    logicalId,
    type,
    dependsOn,
    deletionPolicy,
    updateReplacePolicy,
    ...(metadata === undefined ? {} : { metadata: toCanonicalJson(metadata) }),
  };
}

function putDeclaration(run: Run, ordered: OrderedResource, current: ResourceDocument): void {
  const { metadata: _former, ...rest } = current;
  const document: ResourceDocument = { ...rest, ...toDeclared(ordered) };
  run.engine.store.resources.put(`${partsPrefix(loadStack(run))}${ordered.logicalId}`, document);
}

const REPLACING =
  'Requested update requires the creation of a new physical resource; hence creating one.';

/** The resource's document while it changes: the wanted properties, and for a new one no physical id yet. */
function putBegun(
  run: Run,
  ordered: OrderedResource,
  entry: JournalDocument,
  wanted: ValueRecord,
): ResourceDocument {
  const stack = loadStack(run);
  const { logicalId } = ordered;
  const present = findResource(run, logicalId);
  const isNew = entry.action !== 'update';
  const before = isNew || entry.before === undefined ? undefined : entry.before;
  const attributes = before === undefined ? {} : openValues(run.engine, stack, before).attributes;
  const physicalId = isNew ? resumedPhysicalId(present, entry) : before?.physicalId;
  const document: ResourceDocument = {
    ...toDeclared(ordered),
    ...(physicalId === undefined ? {} : { physicalId }),
    status: '',
    timestamp: 0,
    sealed: sealValues(run.engine, stack, logicalId, { properties: wanted, attributes }),
  };
  const status = entry.action === 'create' ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS';
  const reason = entry.action === 'replace' ? REPLACING : undefined;
  return putResourceStatus(run.engine, stack, document, status, reason);
}

/** What a former try of the same change had made already. */
function resumedPhysicalId(
  present: ResourceDocument | undefined,
  entry: JournalDocument,
): string | undefined {
  return present === undefined ||
    present.physicalId === entry.before?.physicalId ||
    !isThere(present)
    ? undefined
    : present.physicalId;
}

async function carryOut(
  run: Run,
  provider: ResourceProvider,
  entry: JournalDocument,
  begun: ResourceDocument,
  wanted: ValueRecord,
  resumed: boolean,
): Promise<Failure | undefined> {
  const stack = loadStack(run);
  const { logicalId } = entry;
  const verb = entry.action === 'create' ? 'create' : 'update';
  let document = begun;
  const initiated = (physicalId: string): void => {
    document = putResourceStatus(
      run.engine,
      stack,
      { ...document, physicalId },
      begun.status,
      'Resource creation Initiated',
    );
  };
  const effects = createEffects(run, logicalId, entry.nonce, initiated);
  try {
    const given = await resolveDynamicReferences(wanted, effects.context);
    const physical =
      entry.action === 'update'
        ? await update(run, provider, entry, given, effects.context)
        : await create(provider, begun, given, effects.context, resumed);
    const values = { properties: wanted, attributes: physical.attributes };
    const sealed = sealValues(run.engine, stack, logicalId, values);
    run.engine.store.transaction(() => {
      if (document.physicalId === undefined) initiated(physical.physicalId);
      const made = { ...document, physicalId: physical.physicalId, sealed };
      putResourceStatus(run.engine, stack, made, `${verb.toUpperCase()}_COMPLETE`);
      markJournalEntry(run, entry, { done: true });
    });
    return undefined;
  } catch (error) {
    // The endpoint stops: nothing has failed, and the next start takes the operation up.
    if (run.signal.aborted) throw error;
    const reason = effects.describe(error);
    putResourceStatus(run.engine, stack, document, `${verb.toUpperCase()}_FAILED`, reason);
    return { logicalId, verb };
  }
}

async function update(
  run: Run,
  provider: ResourceProvider,
  { before }: JournalDocument,
  wanted: ValueRecord,
  context: ProviderContext,
): Promise<Physical> {
  if (provider.update === undefined || before?.physicalId === undefined) {
    throw new Error(`${provider.type} cannot be updated`);
  }
  const values = openValues(run.engine, loadStack(run), before);
  const existing = { physicalId: before.physicalId, ...values };
  return await provider.update({ properties: wanted }, existing, context);
}

/** After a crash the resource may be there in part or whole: it is taken away and made again. */
async function create(
  provider: ResourceProvider,
  begun: ResourceDocument,
  wanted: ValueRecord,
  context: ProviderContext,
  resumed: boolean,
): Promise<Physical> {
  const remove = async (physicalId: string): Promise<void> => {
    await provider.delete({ physicalId, attributes: {}, properties: wanted }, context);
  };
  if (begun.physicalId !== undefined) await remove(begun.physicalId);
  if (!resumed) await checkAbsent(provider, wanted, context);
  try {
    return await provider.create({ properties: wanted }, context);
  } catch (error) {
    const planned = provider.plannedId?.({ properties: wanted }, context);
    if (!resumed || planned === undefined || !isServiceError(error)) throw error;
    if (!isConflict(error.code)) throw error;
    await remove(planned);
    return await provider.create({ properties: wanted }, context);
  }
}

/** Somebody else's resource of the chosen name is left alone. */
async function checkAbsent(
  provider: ResourceProvider,
  wanted: ValueRecord,
  context: ProviderContext,
): Promise<void> {
  const name = provider.nameProperty === undefined ? undefined : wanted[provider.nameProperty];
  if (!isText(name)) return;
  if ((await provider.exists?.(name, { properties: wanted }, context)) !== true) return;
  throw new ServiceError(
    'AlreadyExistsException',
    `Resource of type '${provider.type}' with identifier '${name}' already exists.`,
    { status: 409 },
  );
}
