// `rekey cost`: what the schedules of this account cost in a month. It only reads.
import {
  type CostLine,
  type MonthlyCost,
  toMonthlyCost,
} from '../../src/rotation/cost/monthly-cost.ts';
import { PRICES_AS_OF, PRICES_REGION, prices } from '../../src/rotation/cost/prices.ts';
import { loadPricedSecrets } from '../cost/load-priced-secrets.ts';
import { ASSUMPTIONS, printCost } from '../cost/print-cost.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Signals } from '../interruption.ts';
import { withReading } from '../operate/reading.ts';
import { toIso } from '../operate/time-text.ts';
import type { StackOptions } from '../verbs/stack-options.ts';
import type { Writer } from '../writer.ts';

export interface CostOptions extends StackOptions {
  readonly json: boolean;
}

/** @throws RotationError where there is no such stack, or secrets or schedules cannot be listed */
export async function runCost(
  options: CostOptions,
  writer: Writer,
  signals: Signals,
): Promise<ExitCode> {
  const { json, stack, region } = options;
  return await withReading(options, writer, signals, async (reading) => {
    const { secrets, notes } = await loadPricedSecrets(reading);
    const cost = toMonthlyCost(secrets, reading.clock.now());
    if (json) {
      writer.json({ stack, region, ...toDocument(cost), notes: [...notes, ...ASSUMPTIONS] });
      return exitCodes.ok;
    }
    if (secrets.length === 0) {
      writer.line(`No secret in ${region} carries the tag rekey:target, so nothing is rotated.`);
    }
    printCost(writer, cost);
    for (const note of notes) writer.note(`rekey: ${note}`);
    return exitCodes.ok;
  });
}

function toDocument({
  from,
  until,
  secrets,
  stack: stackCost,
  lines,
  ...totals
}: MonthlyCost): object {
  return {
    from: toIso(from),
    until: toIso(until),
    currency: 'USD',
    prices: { region: PRICES_REGION, asOf: PRICES_AS_OF },
    secrets: secrets.map(({ secret, rotations, skips, keeping, rotating }) => ({
      secret: secret.name,
      secretArn: secret.arn,
      role: secret.role,
      ...(secret.plan !== undefined && {
        expression: secret.plan.schedule.expression,
        enabled: secret.plan.enabled,
      }),
      ...{ rotations, skips, rotating, keeping, sum: rotating + keeping },
    })),
    stackCost,
    lines: lines.map(toLine),
    ...totals,
  };
}

function toLine({ name, quantity, dollars, dollarsAfterFree }: CostLine): object {
  const { item, per, freePerMonth, source, ...price } = prices[name];
  const unitPrice = { dollars: price.dollars, per };
  return {
    name,
    item,
    quantity,
    price: unitPrice,
    freePerMonth,
    dollars,
    dollarsAfterFree,
    source,
  };
}
