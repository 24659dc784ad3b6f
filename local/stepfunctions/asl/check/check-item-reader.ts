// ItemReader (Step Functions guide, "ItemReader (Map)"): which fields go with which kind of data set.
import { isObject, type Json } from '../json.ts';
import type { Report } from './diagnostic.ts';
import { checkFields, checkValue, checkValueOrExpression, type Fields } from './fields.ts';
import { checkObjectArguments, checkOneOf } from './map-values.ts';

const GET_OBJECT = 'arn:aws:states:::s3:getObject';
const LIST_OBJECTS = 'arn:aws:states:::s3:listObjectsV2';
const ITEMS_MAX: readonly [number, number] = [1, 100_000_000];

const INPUT_TYPES = ['CSV', 'JSON', 'JSONL', 'PARQUET', 'MANIFEST'];
const DELIMITERS = ['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'];

const configFields: Fields = {
  required: [],
  optional: [
    'InputType',
    'ItemsPointer',
    'Transformation',
    'ManifestType',
    'CSVDelimiter',
    'CSVHeaderLocation',
    'CSVHeaders',
    'MaxItems',
  ],
};

export function checkItemReader(reader: Json | undefined, path: string, report: Report): void {
  if (reader === undefined || !checkValue('object', reader, path, report)) return;
  const fields = reader as Record<string, Json>;
  checkFields(
    { required: ['Resource', 'Arguments'], optional: ['ReaderConfig'] },
    fields,
    path,
    report,
  );
  const { Resource: resource, Arguments: given, ReaderConfig: config } = fields;
  if (!checkOneOf([GET_OBJECT, LIST_OBJECTS], resource, `${path}/Resource`, report)) return;
  const isList = resource === LIST_OBJECTS;
  if (isList) checkObjectArguments(['Bucket'], ['Prefix'], given, { path, report });
  else checkObjectArguments(['Bucket', 'Key'], ['VersionId'], given, { path, report });
  const place = `${path}/ReaderConfig`;
  if (config !== undefined && !checkValue('object', config, place, report)) return;
  if (resource !== undefined) checkConfig(isObject(config) ? config : {}, isList, place, report);
}

function checkConfig(
  config: Record<string, Json>,
  isList: boolean,
  path: string,
  report: Report,
): void {
  checkFields(configFields, config, path, report);
  checkValueOrExpression('integer', config['MaxItems'], `${path}/MaxItems`, report, ITEMS_MAX);
  const transformations = ['NONE', 'LOAD_AND_FLATTEN'];
  checkOneOf(transformations, config['Transformation'], `${path}/Transformation`, report);
  checkOneOf(
    ['ATHENA_DATA', 'S3_INVENTORY'],
    config['ManifestType'],
    `${path}/ManifestType`,
    report,
  );
  const { InputType: type } = config;
  const isFlattened = isList && config['Transformation'] === 'LOAD_AND_FLATTEN';
  // A list of objects has no type; the objects have, where they are read.
  if (type === undefined && (!isList || isFlattened)) {
    report('SCHEMA_VALIDATION_FAILED', 'These fields are required: [InputType]', path);
  }
  checkOneOf(INPUT_TYPES, type, `${path}/InputType`, report);
  if (type === 'PARQUET') {
    const message = "This endpoint does not read the InputType 'PARQUET'";
    report('SCHEMA_VALIDATION_FAILED', message, `${path}/InputType`);
  }
  checkCsv(config, path, report);
  checkPointer(config, path, report);
}

function checkCsv(config: Record<string, Json>, path: string, report: Report): void {
  const { InputType: type, CSVHeaderLocation: location, CSVHeaders: headers } = config;
  if (type !== 'CSV') {
    for (const field of ['CSVDelimiter', 'CSVHeaderLocation', 'CSVHeaders']) {
      if (!(field in config)) continue;
      report(
        'SCHEMA_VALIDATION_FAILED',
        `Field '${field}' is only supported for the InputType 'CSV'`,
        path,
      );
    }
    return;
  }
  if (location === undefined) {
    report('SCHEMA_VALIDATION_FAILED', 'These fields are required: [CSVHeaderLocation]', path);
  }
  checkOneOf(DELIMITERS, config['CSVDelimiter'], `${path}/CSVDelimiter`, report);
  checkOneOf(['FIRST_ROW', 'GIVEN'], location, `${path}/CSVHeaderLocation`, report);
  if (location === 'GIVEN' && headers === undefined) {
    report('SCHEMA_VALIDATION_FAILED', 'These fields are required: [CSVHeaders]', path);
  }
  if (location === 'FIRST_ROW' && headers !== undefined) {
    const message = "Field 'CSVHeaders' is only supported for the CSVHeaderLocation 'GIVEN'";
    report('SCHEMA_VALIDATION_FAILED', message, path);
  }
  const place = `${path}/CSVHeaders`;
  if (headers === undefined || !checkValue('array', headers, place, report)) return;
  for (const [index, header] of (headers as Json[]).entries()) {
    checkValue('string', header, `${place}[${String(index)}]`, report);
  }
}

function checkPointer(
  { InputType: type, ItemsPointer: pointer }: Record<string, Json>,
  path: string,
  report: Report,
): void {
  if (pointer === undefined) return;
  const place = `${path}/ItemsPointer`;
  if (type !== 'JSON') {
    const message = "Field 'ItemsPointer' is only supported for the InputType 'JSON'";
    report('SCHEMA_VALIDATION_FAILED', message, path);
  }
  if (!checkValue('string', pointer, place, report)) return;
  const text = pointer as string;
  if (text === '' || text.startsWith('/')) return;
  report('SCHEMA_VALIDATION_FAILED', 'Expected a JSON Pointer that begins with /', place);
}
