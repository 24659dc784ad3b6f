// Map: what INLINE and DISTRIBUTED ones may have (Step Functions guide, "Map workflow state" and the pages of its fields).
import { isExpression } from '../expression.ts';
import { isObject, type Json } from '../json.ts';
import { checkItemReader } from './check-item-reader.ts';
import type { Report } from './diagnostic.ts';
import { checkFields, checkValue, checkValueOrExpression, processorFields } from './fields.ts';
import { checkObjectArguments, checkOneOf } from './map-values.ts';

export interface MapCheck {
  readonly report: Report;
  /** Labels that were seen: they are unique in the whole machine. */
  readonly labels: Set<string>;
}

type Place = Record<string, Json>;

const CONCURRENCY_MAX = { INLINE: 1000, DISTRIBUTED: Number.POSITIVE_INFINITY } as const;
const BATCH_BYTES_MAX = 256 * 1024;
const DISTRIBUTED_ONLY = ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label'] as const;
const LABEL_CHARACTERS_MAX = 40;
/** No white space, wildcards, brackets, special or control characters. */
const LABEL_FORBIDDEN = /[\s?*<>{}[\]:;,\\|^~$#%&`"/\p{Cc}]/u;

export function checkMap(state: Place, path: string, check: MapCheck): void {
  const { report } = check;
  const mode = checkProcessor(state['ItemProcessor'], `${path}/ItemProcessor`, report);
  const { Items: items } = state;
  // An object's members are items too, where the map is a distributed one.
  if (mode === 'INLINE' || !isObject(items)) {
    checkValueOrExpression('array', items, `${path}/Items`, report);
  }
  checkIntegers(state, path, report, {
    MaxConcurrency: [0, CONCURRENCY_MAX[mode]],
    ToleratedFailureCount: [0, Number.POSITIVE_INFINITY],
    ToleratedFailurePercentage: [0, 100],
  });
  if (mode === 'INLINE') {
    for (const field of DISTRIBUTED_ONLY) {
      if (!(field in state)) continue;
      report(
        'SCHEMA_VALIDATION_FAILED',
        `Field '${field}' is only supported for the 'DISTRIBUTED' mode`,
        path,
      );
    }
    return;
  }
  if (items !== undefined && 'ItemReader' in state) {
    report(
      'SCHEMA_VALIDATION_FAILED',
      'There should only be one of the following fields: [Items, ItemReader]',
      path,
    );
  }
  checkItemReader(state['ItemReader'], `${path}/ItemReader`, report);
  checkBatcher(state['ItemBatcher'], `${path}/ItemBatcher`, report);
  checkWriter(state['ResultWriter'], `${path}/ResultWriter`, report);
  checkLabel(state['Label'], `${path}/Label`, check);
}

type Mode = 'INLINE' | 'DISTRIBUTED';

function checkProcessor(processor: Json | undefined, path: string, report: Report): Mode {
  if (!isObject(processor)) {
    checkValue('object', processor, path, report);
    return 'INLINE';
  }
  checkFields(processorFields, processor, path, report);
  const config = processor['ProcessorConfig'] ?? {};
  const place = `${path}/ProcessorConfig`;
  if (!isObject(config)) {
    checkValue('object', config, place, report);
    return 'INLINE';
  }
  checkFields({ required: [], optional: ['Mode', 'ExecutionType'] }, config, place, report);
  const isMode = checkOneOf(['INLINE', 'DISTRIBUTED'], config['Mode'], `${place}/Mode`, report);
  if (!isMode || config['Mode'] !== 'DISTRIBUTED') {
    if ('ExecutionType' in config) {
      report(
        'SCHEMA_VALIDATION_FAILED',
        "Field 'ExecutionType' is only supported for the 'DISTRIBUTED' mode",
        place,
      );
    }
    return 'INLINE';
  }
  if (!('ExecutionType' in config)) {
    report('SCHEMA_VALIDATION_FAILED', 'These fields are required: [ExecutionType]', place);
  }
  const types = ['STANDARD', 'EXPRESS'];
  checkOneOf(types, config['ExecutionType'], `${place}/ExecutionType`, report);
  return 'DISTRIBUTED';
}

function checkIntegers(
  object: Place,
  path: string,
  report: Report,
  ranges: Readonly<Record<string, readonly [number, number]>>,
): void {
  for (const [field, range] of Object.entries(ranges)) {
    checkValueOrExpression('integer', object[field], `${path}/${field}`, report, range);
  }
}

function checkBatcher(batcher: Json | undefined, path: string, report: Report): void {
  if (batcher === undefined || !checkValue('object', batcher, path, report)) return;
  const fields = batcher as Place;
  const bounds = ['MaxItemsPerBatch', 'MaxInputBytesPerBatch'];
  checkFields({ required: [], optional: [...bounds, 'BatchInput'] }, fields, path, report);
  if (!bounds.some((bound) => bound in fields)) {
    const message = `One of these fields is required: [${bounds.join(', ')}]`;
    report('SCHEMA_VALIDATION_FAILED', message, path);
  }
  checkIntegers(fields, path, report, {
    MaxItemsPerBatch: [1, Number.POSITIVE_INFINITY],
    MaxInputBytesPerBatch: [1, BATCH_BYTES_MAX],
  });
  const { BatchInput: input } = fields;
  if (!isExpression(input)) checkValue('object', input, `${path}/BatchInput`, report);
}

function checkWriter(writer: Json | undefined, path: string, report: Report): void {
  if (writer === undefined || !checkValue('object', writer, path, report)) return;
  const fields = writer as Place;
  checkFields(
    { required: [], optional: ['Resource', 'Arguments', 'WriterConfig'] },
    fields,
    path,
    report,
  );
  const isExport = 'Resource' in fields || 'Arguments' in fields;
  if (isExport) checkExport(fields, path, report);
  if (!isExport && !('WriterConfig' in fields)) {
    const message = 'One of these fields is required: [Resource, WriterConfig]';
    report('SCHEMA_VALIDATION_FAILED', message, path);
  }
  checkWriterConfig(fields['WriterConfig'], `${path}/WriterConfig`, report);
}

function checkExport(writer: Place, path: string, report: Report): void {
  const missing = ['Resource', 'Arguments'].filter((field) => !(field in writer));
  if (missing.length > 0) {
    const message = `These fields are required: [${missing.join(', ')}]`;
    report('SCHEMA_VALIDATION_FAILED', message, path);
  }
  const { Resource: resource, Arguments: given } = writer;
  checkOneOf(['arn:aws:states:::s3:putObject'], resource, `${path}/Resource`, report);
  checkObjectArguments(['Bucket'], ['Prefix'], given, { path, report });
}

function checkWriterConfig(config: Json | undefined, path: string, report: Report): void {
  if (config === undefined || !checkValue('object', config, path, report)) return;
  const fields = config as Place;
  checkFields({ required: [], optional: ['Transformation', 'OutputType'] }, fields, path, report);
  const transformations = ['NONE', 'COMPACT', 'FLATTEN'];
  checkOneOf(transformations, fields['Transformation'], `${path}/Transformation`, report);
  checkOneOf(['JSON', 'JSONL'], fields['OutputType'], `${path}/OutputType`, report);
}

function checkLabel(label: Json | undefined, path: string, { report, labels }: MapCheck): void {
  if (label === undefined || !checkValue('string', label, path, report)) return;
  const text = label as string;
  if (text === '' || text.length > LABEL_CHARACTERS_MAX || LABEL_FORBIDDEN.test(text)) {
    report('SCHEMA_VALIDATION_FAILED', `Invalid Label: '${text}'`, path);
  }
  if (labels.has(text)) report('SCHEMA_VALIDATION_FAILED', `Duplicate Label: '${text}'`, path);
  labels.add(text);
}
