// Where change sets lie, and how a call names them: by ARN, or by name beside their stack's.
import { validationError } from './errors.ts';
import { changeSetInputsKey } from './inputs.ts';
import {
  type ChangeSetDocument,
  type CloudFormationStore,
  findStack,
  type StackDocument,
  uuidOf,
} from './store.ts';

/** `<region>/<uuid of the stack>/<uuid of the change set>`. */
export function changeSetKey(stack: StackDocument, changeSetId: string): string {
  return `${changeSetPrefix(stack)}${uuidOf(changeSetId)}`;
}

function changeSetPrefix({ region, stackId }: StackDocument): string {
  return `${region}/${uuidOf(stackId)}/`;
}

/** In the order of their making. */
export function listChangeSets(
  store: CloudFormationStore,
  stack: StackDocument,
): readonly ChangeSetDocument[] {
  return store.changeSets
    .list({ prefix: changeSetPrefix(stack) })
    .map(({ document }) => document)
    .sort((one, other) => one.creationTime - other.creationTime);
}

/** Of several of one name, the one that can still be executed, or the latest. */
export function findChangeSet(
  store: CloudFormationStore,
  stack: StackDocument,
  nameOrId: string,
): ChangeSetDocument | undefined {
  const found = listChangeSets(store, stack).filter(
    ({ changeSetId, changeSetName }) => changeSetId === nameOrId || changeSetName === nameOrId,
  );
  return found.find(({ executionStatus }) => executionStatus === 'AVAILABLE') ?? found.at(-1);
}

export function deleteChangeSet(
  store: CloudFormationStore,
  stack: StackDocument,
  { changeSetId }: ChangeSetDocument,
): void {
  store.changeSets.delete(changeSetKey(stack, changeSetId));
  store.inputs.delete(changeSetInputsKey(stack.region, changeSetId));
}

interface Named {
  readonly ChangeSetName?: string | undefined;
  readonly StackName?: string | undefined;
}

/** The stack that a call about a change set means; an ARN alone is enough. */
export function findChangeSetStack(
  store: CloudFormationStore,
  region: string,
  { ChangeSetName = '', StackName }: Named,
): StackDocument | undefined {
  if (StackName !== undefined) return findStack(store, region, StackName);
  if (!ChangeSetName.startsWith('arn:')) {
    throw validationError(
      'StackName must be specified if ChangeSetName is not specified as an ARN.',
    );
  }
  const owner = store.changeSets
    .list({ prefix: `${region}/` })
    .find(({ document }) => document.changeSetId === ChangeSetName);
  return owner === undefined ? undefined : findStack(store, region, owner.document.stackId);
}
