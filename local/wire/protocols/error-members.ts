// The body of an error by its shape: Secrets Manager writes `Message`, most others `message`; further members
// (`LimitExceededException.Limit`) are written as the model says.
import type { ServiceError } from '../../service-error.ts';
import type { ErrorModel, ServiceModel } from '../model.ts';
import { jsonTree, type TreeFormat, writeStructure } from '../shape/write-tree.ts';

export function findErrorModel(
  error: ServiceError,
  model: ServiceModel | undefined,
): ErrorModel | undefined {
  const byName = model?.errors.get(error.code);
  if (byName !== undefined || model === undefined) return byName;
  return [...model.errors.values()].find((candidate) => candidate.queryCode === error.code);
}

export function writeErrorMembers(
  error: ServiceError,
  model: ErrorModel | undefined,
  format: TreeFormat = jsonTree,
): Record<string, unknown> {
  const text = error.message === '' ? {} : { [nameMessage(error, model)]: error.message };
  if (model === undefined) return text;
  const details = { ...error.details, ...text };
  return writeStructure(format, model.schema, details);
}

/** Errors that no model knows come from AWS's front end, which writes `Message` for refused access only. */
function nameMessage(error: ServiceError, model: ErrorModel | undefined): string {
  if (model === undefined) return error.code === 'AccessDeniedException' ? 'Message' : 'message';
  return (
    [...model.schema.structIterator()]
      .map(([name]) => name)
      .find((name) => /^message$/iu.test(name)) ?? 'message'
  );
}
