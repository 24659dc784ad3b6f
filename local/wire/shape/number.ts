// Integers and fractions: the SDK's schemas call both "numeric", so what may have a fraction is told by its name.
import type { NormalizedSchema } from '@smithy/core/schema';

/** What requests of the services here have that the API references call Double or Float. */
const FRACTIONS = new Set([
  ...['Maximum', 'Minimum', 'SampleCount', 'Sum', 'Threshold', 'Value'], // CloudWatch
  ...['member'], // an item of a list: CloudWatch's Values and Counts, and no list has integers
  ...['defaultValue'], // CloudWatch Logs
  ...['toleratedFailurePercentage'], // Step Functions
]);

export function isFraction(schema: NormalizedSchema): boolean {
  return FRACTIONS.has(schema.getName() ?? '');
}

/** The number as the model has it, or undefined where it is out of every type's range. */
export function toModelledNumber(value: number, schema: NormalizedSchema): number | undefined {
  if (!Number.isFinite(value)) return undefined;
  if (isFraction(schema)) return value;
  return Math.abs(value) < 2 ** 63 ? Math.trunc(value) : undefined;
}
