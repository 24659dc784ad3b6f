// Members that the model requires, refused in the words of AWS's own validator before any action runs.
import type { NormalizedSchema } from '@smithy/core/schema';
import { ServiceError } from '../service-error.ts';
import { listMembers, toShapeKind, toValueSchema } from './shape/kind.ts';

/** @throws ServiceError ValidationException that names every member that is missing, nested ones too */
export function checkRequired(schema: NormalizedSchema, input: unknown): void {
  const missing: string[] = [];
  addMissing(schema, input, '', missing);
  if (missing.length === 0) return;
  const count = `${String(missing.length)} validation error${missing.length === 1 ? '' : 's'} detected: `;
  throw new ServiceError('ValidationException', count + missing.map(describe).join('; '));
}

function describe(path: string): string {
  return `Value null at '${path}' failed to satisfy constraint: Member must not be null`;
}

/** A structure's own members first, then theirs. */
function addMissing(
  schema: NormalizedSchema,
  value: unknown,
  path: string,
  missing: string[],
): void {
  if (value === undefined || value === null) return;
  const kind = toShapeKind(schema);
  if (kind === 'structure') {
    const values = value as Readonly<Record<string, unknown>>;
    const members = listMembers(schema);
    for (const { name, isRequired } of members) {
      if (isRequired && values[name] === undefined) missing.push(toPath(path, name));
    }
    for (const { name, schema: member } of members) {
      const found = values[name];
      if (typeof found !== 'object') continue; // a scalar has no members
      addMissing(member, found, toPath(path, name), missing);
    }
  }
  if (kind === 'list') {
    const member = toValueSchema(schema);
    for (const [index, item] of (value as readonly unknown[]).entries()) {
      addMissing(member, item, `${path}.${String(index + 1)}.member`, missing);
    }
  }
}

/** AWS names members in lower camel case whatever the wire says. */
function toPath(path: string, name: string): string {
  const camel = name.charAt(0).toLowerCase() + name.slice(1);
  return path === '' ? camel : `${path}.${camel}`;
}
