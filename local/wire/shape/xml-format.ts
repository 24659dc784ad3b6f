// A request's XML as data (smithy.io, XML bindings). No DTD is taken: entities of the sender's own are an old trap.
import type { NormalizedSchema } from '@smithy/core/schema';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { ServiceError } from '../../service-error.ts';
import type { ShapeFormat } from './read-shape.ts';
import { readTextScalar } from './text-scalar.ts';

/** XML's own five. With them the parser also reads references by number, which clients write for line separators. */
const XML_ENTITIES = { amp: '&', apos: "'", gt: '>', lt: '<', quot: '"' };

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  removeNSPrefix: true,
  trimValues: false,
  htmlEntities: XML_ENTITIES as unknown as boolean, // typed as a switch, taken as the names
  // Nobody can declare entities here, so what they expand to is no longer than what was sent.
  processEntities: { enabled: true, maxExpandedLength: Number.POSITIVE_INFINITY },
  maxNestedTags: 100,
});

/** The content of the root element, whatever its name: a text, or children by name. */
export function parseXml(text: string): unknown {
  const [root, ...others] = Object.entries(findXml(text) ?? {}).filter(
    ([name]) => name !== '#text' && !name.startsWith('?'),
  );
  if (root === undefined || others.length > 0) throw malformedXml();
  return root[1];
}

/** Undefined where it is no XML, or has a DTD. The parser throws at what is nested too deeply, and at names that objects have. */
function findXml(text: string): Record<string, unknown> | undefined {
  if (/<!DOCTYPE/iu.test(text)) return undefined;
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the successor is another package with the same code
    if (XMLValidator.validate(text) !== true) return undefined;
    return parser.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

export const xmlFormat: ShapeFormat<unknown> = {
  checkStructure: (node) => {
    if (Array.isArray(node)) throw malformedXml();
  },
  findMember: (node, { name, schema }) => findChild(node, nameOf(schema, name)),
  listItems: (node, list) => {
    const flat = list.getMergedTraits()['xmlFlattened'] !== undefined;
    return toList(flat ? node : findChild(node, nameOf(list.getValueSchema(), 'member')));
  },
  listEntries: (node, map) => {
    const flat = map.getMergedTraits()['xmlFlattened'] !== undefined;
    return toList(flat ? node : findChild(node, 'entry')).map((entry) => [
      toText(findChild(entry, nameOf(map.getKeySchema(), 'key'))),
      findChild(entry, nameOf(map.getValueSchema(), 'value')),
    ]);
  },
  readScalar: (node, kind, schema) => readTextScalar(toText(node), kind, schema, 'date-time'),
};

function malformedXml(): ServiceError {
  return new ServiceError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}

function nameOf(schema: NormalizedSchema, otherwise: string): string {
  const { xmlName } = schema.getMergedTraits();
  return typeof xmlName === 'string' ? xmlName.slice(xmlName.indexOf(':') + 1) : otherwise;
}

function findChild(node: unknown, name: string): unknown {
  return typeof node === 'object' && node !== null && Object.hasOwn(node, name)
    ? (node as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function toList(node: unknown): readonly unknown[] {
  if (node === undefined) return [];
  return Array.isArray(node) ? node : [node];
}

function toText(node: unknown): string {
  if (typeof node === 'string') return node;
  const text = findChild(node, '#text');
  return typeof text === 'string' ? text : '';
}
