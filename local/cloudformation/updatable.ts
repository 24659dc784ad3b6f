// In which states a stack may be updated (User Guide, "Stack status codes").
import { validationError } from './errors.ts';
import type { StackDocument } from './store.ts';

const UPDATABLE = [
  'CREATE_COMPLETE',
  'IMPORT_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
];

export function checkUpdatable({ stackId, status }: StackDocument): void {
  if (UPDATABLE.includes(status)) return;
  throw validationError(`Stack:${stackId} is in ${status} state and can not be updated.`);
}
