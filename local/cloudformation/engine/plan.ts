// What an update would change, found without changing anything: the same walk as the real one, where the values of
// resources that do not exist yet stand as unknowns, which equal nothing.
import { validationError } from '../errors.ts';
import type { ChangeDocument, ResourceDocument, StackDocument, Tag } from '../store.ts';
import { type OrderedResource, orderResources } from '../template/graph.ts';
import { unknownValue } from '../template/resolve.ts';
import { createScope, type Made } from '../template/scope.ts';
import type { Template } from '../template/template.ts';
import { toCanonicalJson } from '../template/value.ts';
import { type Engine, isThere, listResources, loadProvider, openValues } from './engine.ts';
import { createMade } from './made.ts';
import { resolveOutputs } from './outputs.ts';
import { checkWanted, findDifference } from './wanted.ts';

export interface Plan {
  readonly changes: readonly ChangeDocument[];
  readonly outputsChange: boolean;
}

export function planChanges(
  engine: Engine,
  stack: StackDocument,
  template: Template,
  parameters: Readonly<Record<string, string>>,
  tags: readonly Tag[],
): Plan {
  const current = new Map(
    listResources(engine, stack)
      .filter(isThere)
      .map((resource) => [resource.logicalId, resource]),
  );
  const unmade = new Set<string>();
  const made = withUnknowns(
    createMade(engine, stack, () => {}),
    current,
    unmade,
  );
  const { region, stackId, stackName } = stack;
  const facts = { region, stackId, stackName, accountId: engine.environment.accountId };
  const scope = createScope(template, parameters, facts, made);
  const changes: ChangeDocument[] = [];
  const ordered = orderResources(template, scope);
  checkTypesStay(ordered, current);
  for (const resource of ordered) {
    const change = planResource(engine, stack, resource, current.get(resource.logicalId), {
      scope,
      tags,
    });
    if (change === undefined) continue;
    if (change.action === 'Add' || change.replacement === 'True') unmade.add(resource.logicalId);
    changes.push(change);
  }
  const wanted = new Set(ordered.map(({ logicalId }) => logicalId));
  for (const resource of current.values()) {
    if (!wanted.has(resource.logicalId)) changes.push(toChange('Remove', resource));
  }
  const outputs = resolveOutputs(template, scope);
  return { changes, outputsChange: JSON.stringify(outputs) !== JSON.stringify(stack.outputs) };
}

function checkTypesStay(
  ordered: readonly OrderedResource[],
  current: ReadonlyMap<string, ResourceDocument>,
): void {
  const changed = ordered.filter(({ logicalId, declaration }) => {
    const type = current.get(logicalId)?.type;
    return type !== undefined && type !== declaration.type;
  });
  if (changed.length === 0) return;
  const names = changed.map(({ logicalId }) => logicalId).join(', ');
  throw validationError(
    `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${names}]`,
  );
}

function withUnknowns(
  made: Made,
  current: ReadonlyMap<string, ResourceDocument>,
  unmade: ReadonlySet<string>,
): Made {
  const isUnknown = (logicalId: string): boolean =>
    unmade.has(logicalId) || !current.has(logicalId);
  return {
    ...made,
    ref: (id) => (isUnknown(id) ? unknownValue(id, 'Ref') : made.ref(id)),
    getAtt: (id, attribute) =>
      isUnknown(id) ? unknownValue(id, attribute) : made.getAtt(id, attribute),
  };
}

function planResource(
  engine: Engine,
  stack: StackDocument,
  { logicalId, declaration }: OrderedResource,
  current: ResourceDocument | undefined,
  { scope, tags }: { scope: ReturnType<typeof createScope>; tags: readonly Tag[] },
): ChangeDocument | undefined {
  const provider = loadProvider(engine, declaration.type);
  if (current === undefined) {
    // Functions that cannot be computed are found before anything is made.
    checkWanted(provider, declaration, scope, tags);
    return { action: 'Add', logicalId, type: declaration.type, changedProperties: [] };
  }
  const checked = checkWanted(provider, declaration, scope, tags);
  // What is wrong with the shape is told when the resource's turn comes.
  if ('problems' in checked) return toChange('Modify', current, 'Conditional');
  const before = openValues(engine, stack, current).properties;
  const difference = findDifference(provider, before, checked.properties);
  if (difference !== undefined) {
    const replacement = difference.kind === 'replace' ? 'True' : 'False';
    return toChange('Modify', current, replacement, difference.changedProperties);
  }
  const metadata =
    declaration.metadata === undefined ? undefined : toCanonicalJson(declaration.metadata);
  return metadata === current.metadata
    ? undefined
    : toChange('Modify', current, 'False', ['Metadata']);
}

function toChange(
  action: ChangeDocument['action'],
  resource: ResourceDocument,
  replacement?: ChangeDocument['replacement'],
  changedProperties: readonly string[] = [],
): ChangeDocument {
  const { logicalId, type, physicalId } = resource;
  return {
    action,
    logicalId,
    type,
    ...(physicalId === undefined ? {} : { physicalId }),
    ...(replacement === undefined ? {} : { replacement }),
    changedProperties,
  };
}
