// An answer as XML by its schema (smithy.io, XML bindings): lists and maps wrapped or flattened, names and
// attributes as the traits say.
import type { NormalizedSchema } from '@smithy/core/schema';
import { writeTextScalar } from './text-scalar.ts';

/** One element with everything in it. */
export function writeElement(
  name: string,
  schema: NormalizedSchema,
  value: unknown,
  attributes = '',
): string {
  if (schema.isStructSchema()) return writeStructureElement(name, schema, value, attributes);
  if (schema.isListSchema()) return element(name, attributes, writeItems(schema, value));
  if (schema.isMapSchema()) return element(name, attributes, writeEntries('entry', schema, value));
  return element(name, attributes, escapeXml(writeTextScalar(value, schema, 'date-time')));
}

/** A structure's members, without an element around them. */
export function writeMembers(
  schema: NormalizedSchema,
  value: unknown,
  isWanted: (member: NormalizedSchema) => boolean = () => true,
): string {
  return listPresent(schema, value)
    .filter(([, member]) => isWanted(member))
    .map(([name, member, item]) => {
      const traits = member.getMergedTraits();
      if (traits['xmlFlattened'] === undefined)
        return writeElement(nameOf(member, name), member, item);
      const tag = nameOf(member, name);
      return member.isMapSchema() ? writeEntries(tag, member, item) : writeItems(member, item, tag);
    })
    .join('');
}

export function element(name: string, attributes: string, content: string): string {
  return content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

export function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/gu, (character) => ESCAPES[character] ?? character);
}

function writeStructureElement(
  name: string,
  schema: NormalizedSchema,
  value: unknown,
  attributes: string,
): string {
  const isAttribute = (member: NormalizedSchema): boolean =>
    member.getMergedTraits()['xmlAttribute'] !== undefined;
  const own = listPresent(schema, value)
    .filter(([, member]) => isAttribute(member))
    .map(([key, member, item]) => ` ${nameOf(member, key)}="${escapeXml(String(item))}"`)
    .join('');
  const namespace = writeNamespace(schema);
  return element(
    name,
    attributes + namespace + own,
    writeMembers(schema, value, (member) => !isAttribute(member)),
  );
}

function writeItems(list: NormalizedSchema, value: unknown, flatName?: string): string {
  const item = list.getValueSchema();
  const name = flatName ?? nameOf(item, 'member');
  return (value as readonly unknown[]).map((entry) => writeElement(name, item, entry)).join('');
}

function writeEntries(tag: string, map: NormalizedSchema, value: unknown): string {
  const keyName = nameOf(map.getKeySchema(), 'key');
  const item = map.getValueSchema();
  const valueName = nameOf(item, 'value');
  return Object.entries(value as Readonly<Record<string, unknown>>)
    .map(([key, entry]) =>
      element(tag, '', element(keyName, '', escapeXml(key)) + writeElement(valueName, item, entry)),
    )
    .join('');
}

function listPresent(
  schema: NormalizedSchema,
  value: unknown,
): (readonly [string, NormalizedSchema, unknown])[] {
  const members = value as Readonly<Record<string, unknown>>;
  return [...schema.structIterator()]
    .map(([name, member]) => [name, member, members[name]] as const)
    .filter(([, , item]) => item !== undefined && item !== null);
}

function nameOf(schema: NormalizedSchema, otherwise: string): string {
  const { xmlName } = schema.isMemberSchema() ? schema.getMemberTraits() : schema.getMergedTraits();
  return typeof xmlName === 'string' ? xmlName : otherwise;
}

function writeNamespace(schema: NormalizedSchema): string {
  const { xmlNamespace } = schema.getMergedTraits();
  if (!Array.isArray(xmlNamespace)) return '';
  const [prefix, uri] = xmlNamespace as unknown as readonly [string, string];
  return prefix === '' ? ` xmlns="${uri}"` : ` xmlns:${prefix}="${uri}"`;
}
