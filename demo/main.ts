// `npm start`: the product on real services, with progress while it works.
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Listr } from 'listr2';
import { listBroken, writeReport } from './report.ts';
import { acts, createPlay, type Play } from './scenario.ts';

const DEFAULT_PORT = 4566;
/** As shells have it: 128 and the signal's number. */
const INTERRUPTED = 130;

const HELP = `npm start -- [options]

  --once         end when it is done: exit code 0 if all was as promised, 1 if not
  --port PORT    where the endpoint listens (default ${String(DEFAULT_PORT)}, 0 for a free one)
  --report FILE  write what happened as JSON
  --help

Examples:
  npm start
  npm start -- --once --report report.json
  npm start -- --port 5000`;

interface Options {
  readonly once: boolean;
  readonly port: number;
  readonly report: string | undefined;
}

// The SDK's word about later Node versions is for developers, not for who tries the product.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
process.exitCode = await main();
if (process.exitCode === INTERRUPTED) process.exit(); // an act may still be waiting for something

async function main(): Promise<number> {
  const options = parseOptions();
  if (typeof options === 'number') return options;
  const play = createPlay(options.port);
  const interrupted = new Promise<typeof INTERRUPTED>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) {
      process.once(signal, () => {
        resolve(INTERRUPTED);
      });
    }
  });
  try {
    const code = await Promise.race([perform(play, options), interrupted]);
    if (code !== INTERRUPTED && !options.once && process.stdout.isTTY) {
      describeStay(play);
      await interrupted;
    }
    return code;
  } catch (error) {
    console.error(describe(error, options));
    return 1;
  } finally {
    await close(play);
  }
}

/** @returns 0 where all was as promised */
async function perform(play: Play, options: Options): Promise<number> {
  await new Listr<Play>([...acts], {
    fallbackRenderer: 'simple',
    fallbackRendererCondition: () => !process.stdout.isTTY,
    rendererOptions: { collapseErrors: false },
    registerSignalListeners: false, // it would leave before anything is put away
  }).run(play);
  return conclude(play, options);
}

function parseOptions(): Options | number {
  try {
    const { values } = parseArgs({
      options: {
        once: { type: 'boolean', default: false },
        port: { type: 'string', default: String(DEFAULT_PORT) },
        report: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.log(HELP);
      return 0;
    }
    if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) {
      throw new Error(`--port: expected a port from 0 to 65535, found "${values.port}"`);
    }
    return { once: values.once, port: Number(values.port), report: values.report };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    return 2;
  }
}

function conclude(play: Play, options: Options): number {
  if (play.notice !== undefined) printNotice(play.notice);
  if (options.report !== undefined) writeReport(options.report, play.report);
  const broken = [...listBroken(play.report), ...play.leaks.map((place) => `found in ${place}`)];
  for (const promise of broken) console.error(`NOT AS PROMISED: ${promise}`);
  if (broken.length === 0) console.log('\nAll of it held.');
  return broken.length === 0 ? 0 : 1;
}

function printNotice({ subject = '', message }: { subject?: string; message: string }): void {
  // The last line says the same to machines.
  const text = message.trimEnd().split('\n').slice(0, -1).join('\n').trimEnd();
  console.log(`\nThe notice, as the person on call gets it:\n\n  Subject: ${subject}\n`);
  console.log(text.replace(/^/gm, '  '));
}

function describeStay({ endpointUrl, credentials }: Play): void {
  const rotations = credentials.map(({ secretId }) => `  npx rekey rotate ${secretId} --follow`);
  console.log(`
The endpoint (${endpointUrl}) and the services stay up. In another terminal:

  export AWS_ENDPOINT_URL=${endpointUrl} AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
${rotations.join('\n')}
  aws secretsmanager list-secrets
  npx sls logs -f planRotation
  curl -s ${endpointUrl}/_rekey/inbox

Ctrl-C ends it.`);
}

function describe(error: unknown, { port }: Options): string {
  const { code, message } = error as { code?: string; message: string };
  if (code !== 'PortInUse') return message;
  return `Port ${String(port)} is taken by another program. Choose one: npm start -- --port 5000`;
}

async function close(play: Play): Promise<void> {
  for (const consumer of play.consumers) await consumer.stop();
  for (const closeService of play.closing) await closeService();
  await play.cloud?.stop();
  if (play.folder !== '') rmSync(play.folder, { recursive: true, force: true });
}
