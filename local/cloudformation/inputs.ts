// Templates and parameters as they lie in the store: sealed under their key. A stack has its current ones, and the next
// ones while an operation brings it there; a change set has its own.
import type { CloudFormationStore, Inputs, StackDocument } from './store.ts';
import { partsPrefix, uuidOf } from './store.ts';

export function currentInputsKey(stack: StackDocument): string {
  return `${partsPrefix(stack)}current`;
}

export function nextInputsKey(stack: StackDocument): string {
  return `${partsPrefix(stack)}next`;
}

export function changeSetInputsKey(region: string, changeSetId: string): string {
  return `${region}/${uuidOf(changeSetId)}/change-set`;
}

export function putInputs(store: CloudFormationStore, key: string, inputs: Inputs): void {
  store.inputs.put(key, { sealed: store.sealing.seal(inputs, key) });
}

export function findInputs(store: CloudFormationStore, key: string): Inputs | undefined {
  const document = store.inputs.get(key);
  return document === undefined ? undefined : (store.sealing.open(document.sealed, key) as Inputs);
}
