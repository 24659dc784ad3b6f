// Holds a template's resources against AWS's own resource schemas, by @aws-cdk/aws-service-spec. What an intrinsic function will give is
// not known here, so it fits everywhere; both branches of Fn::If are looked at.
import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';
import type { PropertyType, Resource as ResourceSchema } from '@aws-cdk/service-spec-types';
import type { Template } from './package.ts';

type Database = Awaited<ReturnType<typeof loadAwsServiceSpec>>;

export type FindSchemaFaults = (template: Pick<Template, 'Resources'>) => readonly string[];

/** @returns what does not fit, each with its place, such as `NoticeTopic.Properties.Name: AWS has no such property` */
export async function loadSchemaCheck(): Promise<FindSchemaFaults> {
  const database = await loadAwsServiceSpec();
  return ({ Resources }) =>
    Object.entries(Resources).flatMap(([name, { Type, Properties = {} }]) => {
      const schema = database.lookup('resource', 'cloudFormationType', 'equals', Type);
      if (schema.length === 0) return [`${name}: AWS has no type ${Type}`];
      return checkMembers(database, schema.only(), Properties, `${name}.Properties`);
    });
}

function checkMembers(
  database: Database,
  schema: Pick<ResourceSchema, 'properties'>,
  value: object,
  place: string,
): readonly string[] {
  const given = new Map(Object.entries(value));
  const missing = Object.entries(schema.properties)
    .filter(([name, { required }]) => required === true && !given.has(name))
    .map(([name]) => `${place}.${name}: AWS requires it`);
  const wrong = [...given].flatMap(([name, member]) => {
    const property = schema.properties[name];
    if (property === undefined) return [`${place}.${name}: AWS has no such property`];
    return checkType(database, property.type, member, `${place}.${name}`);
  });
  return [...missing, ...wrong];
}

function checkType(
  database: Database,
  type: PropertyType,
  value: unknown,
  place: string,
): readonly string[] {
  const branches = findBranches(value);
  if (branches !== undefined) {
    return branches.flatMap((branch) => checkType(database, type, branch, place));
  }
  if (isIntrinsic(value)) return [];
  switch (type.type) {
    case 'string':
    case 'date-time':
      return expectThat(typeof value === 'string' || typeof value === 'number', place, 'a string');
    case 'number':
      return expectThat(!Number.isNaN(Number(value)), place, 'a number');
    case 'integer':
      return expectThat(Number.isInteger(Number(value)), place, 'an integer');
    case 'boolean':
      return expectThat(typeof value === 'boolean', place, 'a boolean');
    case 'json':
      return expectThat(typeof value === 'object', place, 'an object');
    case 'null':
      return expectThat(value === null, place, 'null');
    case 'array':
      if (!Array.isArray(value)) return [`${place}: expected a list`];
      return value.flatMap((item, index) =>
        checkType(database, type.element, item, `${place}[${String(index)}]`),
      );
    case 'map':
      if (!isObject(value)) return [`${place}: expected an object`];
      return Object.entries(value).flatMap(([key, item]) =>
        checkType(database, type.element, item, `${place}.${key}`),
      );
    case 'ref':
      if (!isObject(value)) return [`${place}: expected an object`];
      return checkMembers(database, database.get('typeDefinition', type.reference), value, place);
    case 'tag':
      return expectThat(isObject(value) && 'Key' in value && 'Value' in value, place, 'a tag');
    case 'union': {
      const tries = type.types.map((one) => checkType(database, one, value, place));
      return tries.find((faults) => faults.length === 0) ?? tries[0] ?? [];
    }
  }
}

function expectThat(fits: boolean, place: string, what: string): readonly string[] {
  return fits ? [] : [`${place}: expected ${what}`];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function findBranches(value: unknown): readonly unknown[] | undefined {
  if (!isObject(value) || !('Fn::If' in value) || !Array.isArray(value['Fn::If'])) return undefined;
  return (value['Fn::If'] as readonly unknown[]).slice(1);
}

function isIntrinsic(value: unknown): boolean {
  if (!isObject(value)) return false;
  const [name, ...more] = Object.keys(value);
  return more.length === 0 && name !== undefined && (name === 'Ref' || name.startsWith('Fn::'));
}
