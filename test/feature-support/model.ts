// The operations of a service and the paths of their members, as the SDK's schemas have them: `Tags`, `Tags[].Key`.
import type { NormalizedSchema } from '@smithy/core/schema';
import type { Wire } from '../../local/service.ts';
import { parseModel } from '../../local/wire/model.ts';

export interface Operation {
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
}

/** In the order of their names. */
export async function listOperations(wire: Wire): Promise<readonly Operation[]> {
  const { operations } = parseModel(await wire.schemas());
  return [...operations.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Every member that the model knows, nested ones after their parent. */
export function listPaths(schema: NormalizedSchema, path = ''): readonly string[] {
  if (schema.isListSchema()) return listPaths(schema.getValueSchema(), `${path}[]`);
  if (!schema.isStructSchema()) return [];
  return [...schema.structIterator()].flatMap(([name, member]) => {
    const own = path === '' ? name : `${path}.${name}`;
    return [own, ...listPaths(member, own)];
  });
}

/** The members that a value really has. */
export function listGiven(schema: NormalizedSchema, value: unknown, path = ''): readonly string[] {
  if (value === undefined || value === null) return [];
  if (schema.isListSchema()) {
    const member = schema.getValueSchema();
    return (value as readonly unknown[]).flatMap((item) => listGiven(member, item, `${path}[]`));
  }
  if (!schema.isStructSchema()) return [];
  const values = value as Readonly<Record<string, unknown>>;
  return [...schema.structIterator()]
    .filter(([name]) => values[name] !== undefined)
    .flatMap(([name, member]) => {
      const own = path === '' ? name : `${path}.${name}`;
      return [own, ...listGiven(member, values[name], own)];
    });
}
