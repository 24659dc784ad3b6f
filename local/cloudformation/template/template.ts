// A template as parsed: its sections, each with the members that CloudFormation allows there.
import { templateFormatError, unsupported, validationError } from '../errors.ts';
import { isList, isRecord, isText, type Value, type ValueRecord } from './value.ts';
import { parseYaml } from './yaml.ts';

export interface ResourceDeclaration {
  readonly type: string;
  readonly properties: ValueRecord;
  readonly dependsOn: readonly string[];
  readonly condition?: string;
  readonly deletionPolicy: DeletionPolicy;
  readonly updateReplacePolicy: DeletionPolicy;
  readonly metadata?: Value;
}

export type DeletionPolicy = 'Delete' | 'Retain' | 'RetainExceptOnCreate';

export interface OutputDeclaration {
  readonly value: Value;
  readonly description?: string;
  readonly exportName?: Value;
  readonly condition?: string;
}

export interface Template {
  readonly description?: string;
  readonly metadata?: Value;
  readonly parameters: ValueRecord;
  readonly mappings: ValueRecord;
  readonly conditions: ValueRecord;
  readonly resources: Readonly<Record<string, ResourceDeclaration>>;
  readonly outputs: Readonly<Record<string, OutputDeclaration>>;
}

const SECTIONS =
  'AWSTemplateFormatVersion Description Metadata Parameters Rules Mappings Conditions Transform Resources Outputs'.split(
    ' ',
  );
const RESOURCE_MEMBERS =
  'Type Properties DependsOn Condition DeletionPolicy UpdateReplacePolicy Metadata CreationPolicy UpdatePolicy'.split(
    ' ',
  );
/** Template anatomy: 500 resources, 200 parameters, 200 outputs, 200 mappings. */
const COUNTS_MAX = { Resources: 500, Parameters: 200, Outputs: 200, Mappings: 200 };

/** @throws ServiceError ValidationError that says where the text is no template */
export function parseTemplate(text: string): Template {
  const root = parseText(text);
  if (!isRecord(root)) throw templateFormatError('unsupported structure.');
  const unknown = Object.keys(root).filter((name) => !SECTIONS.includes(name));
  if (unknown.length > 0) {
    throw validationError(`Invalid template property or properties [${unknown.join(', ')}]`);
  }
  for (const name of ['Rules', 'Transform']) {
    if (name in root) throw unsupported(`The template section ${name}`);
  }
  const version = root['AWSTemplateFormatVersion'];
  if (version !== undefined && version !== '2010-09-09') {
    throw templateFormatError('unsupported value for AWSTemplateFormatVersion.');
  }
  const resources = section(root, 'Resources');
  if (Object.keys(resources).length === 0) {
    throw templateFormatError('At least one Resources member must be defined.');
  }
  return {
    ...(isText(root['Description']) ? { description: root['Description'] } : {}),
    ...(root['Metadata'] === undefined ? {} : { metadata: root['Metadata'] }),
    parameters: section(root, 'Parameters'),
    mappings: section(root, 'Mappings'),
    conditions: section(root, 'Conditions'),
    resources: mapSection(resources, parseResource),
    outputs: mapSection(section(root, 'Outputs'), parseOutput),
  };
}

function parseText(text: string): Value {
  if (!text.trimStart().startsWith('{')) return parseYaml(text);
  try {
    return JSON.parse(text) as Value;
  } catch {
    // A YAML flow mapping begins like JSON too, and YAML says where it stops being one.
    return parseYaml(text);
  }
}

function section(root: ValueRecord, name: string): ValueRecord {
  const value = root[name];
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) throw templateFormatError(`[/${name}] '${name}' must be an object.`);
  const max = (COUNTS_MAX as Readonly<Record<string, number>>)[name];
  const count = Object.keys(value).length;
  if (max !== undefined && count > max) {
    throw templateFormatError(
      `Number of ${name.toLowerCase()}, ${String(count)}, is greater than maximum allowed, ${String(max)}`,
    );
  }
  return value;
}

function mapSection<Parsed>(
  members: ValueRecord,
  parse: (id: string, value: Value) => Parsed,
): Readonly<Record<string, Parsed>> {
  return Object.fromEntries(Object.entries(members).map(([id, value]) => [id, parse(id, value)]));
}

function parseResource(id: string, value: Value): ResourceDeclaration {
  if (!/^[A-Za-z0-9]{1,255}$/.test(id)) {
    throw templateFormatError(`Resource name ${id} is non alphanumeric.`);
  }
  if (!isRecord(value)) {
    throw templateFormatError(`[/Resources/${id}] Every Resources member must be an object.`);
  }
  if (!isText(value['Type'])) {
    throw templateFormatError(
      `[/Resources/${id}] Every Resources object must contain a Type member.`,
    );
  }
  for (const name of Object.keys(value)) {
    if (!RESOURCE_MEMBERS.includes(name)) {
      throw validationError(`Invalid template resource property '${name}'`);
    }
  }
  for (const name of ['CreationPolicy', 'UpdatePolicy']) {
    if (name in value) throw unsupported(`The attribute ${name} of resource ${id}`);
  }
  const properties = value['Properties'] ?? {};
  if (!isRecord(properties)) {
    throw templateFormatError(`[/Resources/${id}/Properties] Properties must be an object.`);
  }
  return {
    type: value['Type'],
    properties,
    dependsOn: parseDependsOn(id, value['DependsOn']),
    ...(isText(value['Condition']) ? { condition: value['Condition'] } : {}),
    deletionPolicy: parsePolicy(id, 'DeletionPolicy', value['DeletionPolicy']),
    updateReplacePolicy: parsePolicy(id, 'UpdateReplacePolicy', value['UpdateReplacePolicy']),
    ...(value['Metadata'] === undefined ? {} : { metadata: value['Metadata'] }),
  };
}

function parseDependsOn(id: string, value: Value | undefined): readonly string[] {
  if (value === undefined) return [];
  if (isText(value)) return [value];
  if (isList(value) && value.every(isText)) return value;
  throw templateFormatError(`DependsOn of ${id} must be a string or list of strings.`);
}

function parsePolicy(id: string, name: string, value: Value | undefined): DeletionPolicy {
  if (value === undefined) return 'Delete';
  if (value === 'Delete' || value === 'Retain') return value;
  if (value === 'RetainExceptOnCreate' && name === 'DeletionPolicy') return value;
  throw templateFormatError(`Unrecognized ${name} ${JSON.stringify(value)} for resource ${id}`);
}

function parseOutput(id: string, value: Value): OutputDeclaration {
  if (!isRecord(value)) throw templateFormatError(`[/Outputs/${id}] must be an object.`);
  const unknown = Object.keys(value).find(
    (name) => !['Value', 'Description', 'Export', 'Condition'].includes(name),
  );
  if (unknown !== undefined) {
    throw templateFormatError(`Output ${id} is malformed. Unexpected member ${unknown}.`);
  }
  if (value['Value'] === undefined) {
    throw templateFormatError(`[/Outputs/${id}] Every Outputs member must contain a Value object`);
  }
  const exported = value['Export'];
  const exportName = isRecord(exported) ? exported['Name'] : undefined;
  if (exported !== undefined && exportName === undefined) {
    throw templateFormatError(`Output ${id} is malformed. The Export must contain a Name.`);
  }
  return {
    value: value['Value'],
    ...(isText(value['Description']) ? { description: value['Description'] } : {}),
    ...(exportName === undefined ? {} : { exportName }),
    ...(isText(value['Condition']) ? { condition: value['Condition'] } : {}),
  };
}
