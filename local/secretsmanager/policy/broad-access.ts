// Which policies AWS calls broad: everybody is let in, and no condition fixes who that may be. AWS asks its automated reasoning; here the rules
// that its guides give: awsdocs "Managing a Resource-based Policy for a Secret", and S3's "The meaning of public", to which that page points.
import type { Condition, Principals, Statement } from './resource-policy.ts';

/** Operators by which a missing key refuses; `…IfExists` and ForAllValues let it through. */
const FIXING = /^(?:ForAnyValue:)?(?:StringEquals(?:IgnoreCase)?|StringLike|ArnEquals|ArnLike)$/u;
const FIXED_KEYS = [
  ...['aws:sourcearn', 'aws:sourcevpc', 'aws:sourcevpce', 'aws:sourceaccount', 'aws:sourceowner'],
  ...['aws:sourceorgid', 'aws:principalorgid', 'aws:principalaccount', 'aws:principalarn'],
  'aws:userid',
];
/** S3's bounds for aws:SourceIp: wider ranges are as good as everybody. */
const BITS_MIN = { v4: 8, v6: 32 };

export function isBroad(statements: readonly Statement[]): boolean {
  return statements.some(
    ({ effect, principals, conditions }) =>
      effect === 'Allow' && includesEverybody(principals) && !conditions.some(isFixing),
  );
}

export function includesEverybody({ isNegated, byKind }: Principals): boolean {
  return isNegated || (byKind['AWS'] ?? []).includes('*');
}

function isFixing({ operator, key, values }: Condition): boolean {
  const name = key.toLowerCase();
  if (name === 'aws:sourceip') {
    return operator === 'IpAddress' && values.every(isNarrowRange);
  }
  return FIXING.test(operator) && FIXED_KEYS.includes(name) && values.every(isFixedValue);
}

/** "A fixed value doesn't contain a wildcard or a policy variable." */
function isFixedValue(value: string): boolean {
  return value !== '' && !/[*?]|\$\{/u.test(value);
}

function isNarrowRange(range: string): boolean {
  const [address = '', bits] = range.split('/');
  if (bits === undefined) return true;
  return Number(bits) >= (address.includes(':') ? BITS_MIN.v6 : BITS_MIN.v4);
}
