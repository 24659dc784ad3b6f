// The Query protocol's form as data (smithy.io, awsQuery): `Tags.member.1.Key=a` is a tree by its dots.
import type { NormalizedSchema } from '@smithy/core/schema';
import { serializationError } from '../errors.ts';
import type { ShapeFormat } from './read-shape.ts';
import { readTextScalar } from './text-scalar.ts';

export interface FormNode {
  value: string | undefined;
  readonly children: Map<string, FormNode>;
}

const DEPTH_MAX = 32;

export function parseForm(form: ReadonlyMap<string, string>): FormNode {
  const root = createNode();
  for (const [name, value] of form) {
    const path = name.split('.');
    if (path.length > DEPTH_MAX) throw serializationError('A parameter is nested too deeply.');
    let node = root;
    for (const part of path) {
      const child = node.children.get(part) ?? createNode();
      node.children.set(part, child);
      node = child;
    }
    node.value = value;
  }
  return root;
}

export const queryFormat: ShapeFormat<FormNode> = {
  checkStructure: () => {},
  findMember: (node, { name, schema }) => node.children.get(nameOf(schema, name)),
  listItems: (node, list) => {
    const flat = list.getMergedTraits()['xmlFlattened'] !== undefined;
    return listNumbered(flat ? node : node.children.get(nameOf(list.getValueSchema(), 'member')));
  },
  listEntries: (node, map) => {
    const flat = map.getMergedTraits()['xmlFlattened'] !== undefined;
    const keyName = nameOf(map.getKeySchema(), 'key');
    const valueName = nameOf(map.getValueSchema(), 'value');
    return listNumbered(flat ? node : node.children.get('entry')).map((entry) => [
      entry.children.get(keyName)?.value ?? '',
      entry.children.get(valueName) ?? createNode(),
    ]);
  },
  readScalar: (node, kind, schema) => readTextScalar(node.value ?? '', kind, schema, 'date-time'),
};

function createNode(): FormNode {
  return { value: undefined, children: new Map() };
}

function nameOf(schema: NormalizedSchema, otherwise: string): string {
  const { xmlName } = schema.getMergedTraits();
  return typeof xmlName === 'string' ? xmlName : otherwise;
}

/** `.1`, `.2`, … in the order of their numbers, whatever the order in which they were sent and what is missing between. */
function listNumbered(node: FormNode | undefined): FormNode[] {
  if (node === undefined) return [];
  const items = [...node.children];
  if (items.some(([key]) => !/^\d+$/u.test(key))) {
    throw serializationError('Expected a number for the item of a list.');
  }
  return items.sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child);
}
