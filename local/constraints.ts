// What a model's shapes demand beyond types: lengths, ranges, patterns, enumerations, in the words of AWS's own validator.
// The SDK's schemas leave these out, so each action keeps them as data and calls checkConstraints first.
import { keepResults } from './kept-results.ts';
import { ServiceError } from './service-error.ts';

export interface Constraint {
  /** Characters of a string, bytes of a blob, items of a list: at least, at most. */
  readonly length?: readonly [number, number];
  readonly range?: readonly [number, number];
  /** AWS's own pattern; the whole string must match. */
  readonly pattern?: string;
  readonly values?: readonly string[];
  /** The value is not repeated in the error. */
  readonly sensitive?: true;
  /** For each item of a list. */
  readonly member?: Constraint;
  /** For the members of a structure. */
  readonly members?: Constraints;
}

/** By member name as on the wire. */
export type Constraints = Readonly<Record<string, Constraint>>;

/** @throws ServiceError ValidationException that names every violation */
export function checkConstraints(constraints: Constraints, input: object): void {
  const violations: string[] = [];
  checkMembers(constraints, input, '', violations);
  if (violations.length === 0) return;
  const count = `${String(violations.length)} validation error${violations.length === 1 ? '' : 's'} detected: `;
  throw new ServiceError('ValidationException', count + violations.join('; '));
}

/** Adds to `violations`: of a good input, which nearly all are, nothing is made. */
function checkMembers(
  constraints: Constraints,
  input: object,
  path: string,
  violations: string[],
): void {
  const values = input as Readonly<Record<string, unknown>>;
  for (const name in constraints) {
    const value = values[name];
    const constraint = constraints[name];
    if (value === undefined || value === null || constraint === undefined) continue;
    checkValue(constraint, value, () => toPath(path, name), violations);
  }
}

function checkValue(
  constraint: Constraint,
  value: unknown,
  toOwnPath: () => string,
  violations: string[],
): void {
  const { member, members } = constraint;
  for (const demand of listDemands(constraint, value)) {
    const said = constraint.sensitive === true ? '' : `'${toText(value)}' `;
    violations.push(`Value ${said}at '${toOwnPath()}' failed to satisfy constraint: ${demand}`);
  }
  if (member !== undefined && Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const toItemPath = () => `${toOwnPath()}.${String(index + 1)}.member`;
      checkValue(member, item, toItemPath, violations);
    }
  }
  if (members !== undefined && typeof value === 'object' && value !== null) {
    checkMembers(members, value, toOwnPath(), violations);
  }
}

function listDemands({ length, range, pattern, values }: Constraint, value: unknown): string[] {
  const demands: string[] = [];
  if (length !== undefined) {
    const [least, most] = length;
    const count = (value as { readonly length: number }).length;
    if (count < least)
      demands.push(`Member must have length greater than or equal to ${String(least)}`);
    if (count > most) demands.push(`Member must have length less than or equal to ${String(most)}`);
  }
  if (range !== undefined) {
    const [least, most] = range;
    if ((value as number) < least)
      demands.push(`Member must have value greater than or equal to ${String(least)}`);
    if ((value as number) > most)
      demands.push(`Member must have value less than or equal to ${String(most)}`);
  }
  if (values !== undefined && !values.includes(value as string)) {
    demands.push(`Member must satisfy enum value set: [${values.join(', ')}]`);
  }
  if (pattern !== undefined && !toRegExp(pattern).test(value as string)) {
    demands.push(`Member must satisfy regular expression pattern: ${pattern}`);
  }
  return demands;
}

/** Classes of Unicode, as AWS writes them for tags, are known in that mode alone; some patterns of AWS's are refused by it. */
const toRegExp = keepResults(
  (pattern) => new RegExp(`^(?:${pattern})$`, pattern.includes('\\p{') ? 'u' : ''),
);

function toText(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(toText).join(', ')}]` : String(value);
}

/** AWS names members in lower camel case whatever the wire says. */
function toPath(path: string, name: string): string {
  const camel = name.charAt(0).toLowerCase() + name.slice(1);
  return path === '' ? camel : `${path}.${camel}`;
}
