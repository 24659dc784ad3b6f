// `npm run verify:aws`: what Rekey rests on, tried on your own AWS account. Opt-in, never in CI: it asks before it makes anything.
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createSystemClock } from '../../local/clock.ts';
import { createSystemRandom } from '../../local/random.ts';
import { type ClientConfig, createClientConfig } from '../../src/aws/clients.ts';
import { toTable, toVerdict } from './finding.ts';
import { countCalls, verify } from './verify.ts';

const USAGE = `npm run verify:aws -- [--yes] [--region REGION] [--contenders 8] [--rounds 10]

Makes a secret named rekey-verify-…, races its staging labels, and deletes it by force. Needs secretsmanager:CreateSecret,
PutSecretValue, UpdateSecretVersionStage, DescribeSecret, GetSecretValue and DeleteSecret on secrets of that name.
Exit codes: 0 all held; 1 something did not, or AWS refused; 2 the call was wrong or not confirmed.`;

/** us-east-1, November 2026: $0.05 for 10,000 calls, $0.40 a month for a secret, by the hour. */
const DOLLARS_A_CALL = 0.05 / 10_000;
const DOLLARS_AN_HOUR = 0.4 / 730;
/** A secret holds at most 20 labels: three of AWS's, and each contender's own. */
const CONTENDERS_MAX = 16;
const ROUNDS_MAX = 1000;

interface Options {
  readonly yes: boolean;
  readonly region: string;
  readonly contenders: number;
  readonly rounds: number;
}

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  let options: Options | undefined;
  try {
    options = parseOptions(argv);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  if (options === undefined) {
    console.log(USAGE);
    return 0;
  }
  const config = createClientConfig(options.region);
  try {
    await showPlan(config, options);
    if (!options.yes && !(await isConfirmed())) return 2;
    return await run(config, options);
  } catch (error) {
    const { name, message, cause } = error as Error;
    console.error(`${name}: ${message}`);
    if (cause instanceof Error) console.error(`${cause.name}: ${cause.message}`);
    return 1;
  }
}

/** @returns undefined where only help was asked for */
function parseOptions(argv: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      region: { type: 'string', default: process.env['AWS_REGION'] ?? 'us-east-1' },
      contenders: { type: 'string', default: '8' },
      rounds: { type: 'string', default: '10' },
    },
  });
  if (values.help) return undefined;
  return {
    yes: values.yes,
    region: values.region,
    contenders: parseCount('--contenders', values.contenders, 2, CONTENDERS_MAX),
    rounds: parseCount('--rounds', values.rounds, 1, ROUNDS_MAX),
  };
}

function parseCount(name: string, text: string, min: number, max: number): number {
  const count = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= min && count <= max) return count;
  throw new Error(`${name}: expected ${String(min)} to ${String(max)}, found "${text}".`);
}

async function showPlan(config: ClientConfig, options: Options): Promise<void> {
  const client = new STSClient(config);
  const { Account = 'unknown', Arn = 'unknown' } = await client.send(
    new GetCallerIdentityCommand({}),
  );
  client.destroy();
  const calls = countCalls(options);
  const dollars = calls * DOLLARS_A_CALL + DOLLARS_AN_HOUR;
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  console.log(`Account   ${Account}, as ${Arn}`);
  console.log(`Region    ${options.region}`);
  if (endpoint !== undefined) {
    console.log(`Endpoint  ${endpoint} (AWS_ENDPOINT_URL), which says nothing about AWS itself`);
  }
  console.log(`Makes     one secret named rekey-verify-…, and deletes it by force at the end`);
  console.log(`Costs     about ${String(calls)} calls, $${dollars.toFixed(4)} (less than a cent)`);
}

async function isConfirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    console.error('Not confirmed: nobody can be asked here. Add --yes.');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Type yes to go on: ');
  terminal.close();
  if (answer.trim() === 'yes') return true;
  console.error('Not confirmed: nothing was made.');
  return false;
}

async function run(config: ClientConfig, options: Options): Promise<number> {
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort(new Error('Interrupted.'));
  process.once('SIGINT', interrupt);
  try {
    const findings = await verify({
      ...{ config, signal: interrupted.signal, show: (text: string) => console.log(text) },
      ...{ clock: createSystemClock(), random: createSystemRandom() },
      ...{ contenders: options.contenders, rounds: options.rounds },
    });
    console.log(`\n${toTable(findings)}\n\n${toVerdict(findings)}`);
    return findings.every(({ held }) => held) ? 0 : 1;
  } finally {
    process.off('SIGINT', interrupt);
  }
}
