// The month's cost for people: by secret, by what is priced, and what was assumed.
import type { CostLine, MonthlyCost, SecretCost } from '../../src/rotation/cost/monthly-cost.ts';
import { PRICES_AS_OF, PRICES_REGION, prices } from '../../src/rotation/cost/prices.ts';
import { wrap } from '../operate/wrap.ts';
import { type Column, printTable } from '../table.ts';
import type { Writer } from '../writer.ts';
import { toMoney, toQuantity, toUnitPrice } from './money.ts';

export const ASSUMPTIONS = [
  `Prices are those of ${PRICES_REGION} as of ${PRICES_AS_OF}, in US dollars without tax; another region may differ. Their pages stand in --json.`,
  'Every rotation goes well at the first try: 12 state transitions, 6 Lambdas of 512 MB and at most 1 s each with a cold start, 8 calls of Secrets Manager where Rekey makes the value and 18 where the target does. Each retry is one more transition and Lambda.',
  'The watch runs daily and finds nothing. A notice by e-mail is $0.00002, and SNS gives 1,000 a month free.',
  'The free tier belongs to the whole account: what else runs in it uses it too.',
  'Left out: rotations by hand, what your programs read from Secrets Manager, a KMS key of your own ($1 a month and $0.03 for 10,000 requests), VPC endpoints, storage of logs, and what the targets cost.',
];

interface Row {
  readonly name: string;
  readonly schedule: string;
  readonly rotations: string;
  readonly rotating: number;
  readonly keeping: number;
}

export function printCost(writer: Writer, cost: MonthlyCost): void {
  printTable(writer, SECRET_COLUMNS, [
    ...cost.secrets.map(toRow),
    {
      name: '(stack: alarms, metrics, watch)',
      schedule: '',
      rotations: '',
      rotating: cost.stack,
      keeping: 0,
    },
  ]);
  writer.line('');
  printTable(
    writer,
    LINE_COLUMNS,
    cost.lines.filter(({ quantity }) => quantity > 0),
  );
  const keeping = cost.secrets.reduce((sum, each) => sum + each.keeping, 0);
  const { total, totalAfterFree } = cost;
  writer.line('');
  for (const line of [
    `${toMoney(total)} in the next 30 days; ${toMoney(totalAfterFree)} where nothing else uses the free tier.`,
    `${toMoney(keeping)} of it is for keeping the secrets, with or without rotation; rotation adds ${toMoney(total - keeping)}, or ${toMoney(totalAfterFree - keeping)}.`,
  ]) {
    for (const part of wrap(line, writer.width, '')) writer.line(writer.paint('strong', part));
  }
  writer.line('');
  for (const note of ASSUMPTIONS) {
    for (const part of wrap(`- ${note}`, writer.width, '')) writer.line(writer.paint('dim', part));
  }
}

const SECRET_COLUMNS: readonly Column<Row>[] = [
  { title: 'SECRET', text: ({ name }) => name, shrinks: true },
  { title: 'SCHEDULE', text: ({ schedule }) => schedule, shrinks: true },
  { title: 'ROTATIONS', text: ({ rotations }) => rotations },
  { title: 'ROTATING', text: ({ rotating }) => toMoney(rotating) },
  { title: 'KEEPING', text: ({ keeping }) => toMoney(keeping) },
  {
    title: 'SUM',
    text: ({ rotating, keeping }) => toMoney(rotating + keeping),
    style: () => 'strong',
  },
];

const LINE_COLUMNS: readonly Column<CostLine>[] = [
  { title: 'ITEM', text: ({ name }) => prices[name].item, shrinks: true },
  { title: 'QUANTITY', text: ({ quantity }) => toQuantity(quantity) },
  { title: 'PRICE', text: ({ name }) => toPrice(name) },
  { title: 'COST', text: ({ dollars }) => toMoney(dollars) },
  { title: 'FREE A MONTH', text: ({ name }) => toQuantity(prices[name].freePerMonth) },
  { title: 'AFTER FREE', text: ({ dollarsAfterFree }) => toMoney(dollarsAfterFree) },
];

function toRow({ secret, rotations, skips, rotating, keeping }: SecretCost): Row {
  return {
    name: secret.name,
    schedule: toSchedule(secret),
    rotations: skips > 0 ? `0 (${String(skips)} skipped)` : String(rotations),
    rotating,
    keeping,
  };
}

function toSchedule({ role, plan }: SecretCost['secret']): string {
  if (role === 'admin') return 'admin credential';
  if (plan === undefined) return '-';
  return `${plan.schedule.expression}${plan.enabled ? '' : ', disabled'}`;
}

function toPrice(name: CostLine['name']): string {
  const { dollars, per } = prices[name];
  return `${toUnitPrice(dollars)}${per === 1 ? '' : ` for ${toQuantity(per)}`}`;
}
