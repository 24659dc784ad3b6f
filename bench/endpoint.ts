// GetSecretValue and PutSecretValue over HTTP beside a bare node:http server that answers as many bytes, in turns, with one client and the
// very same requests: the machine's speed falls out of the ratio. Signature, a role's policies and encryption are on.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  assumeBenchRole,
  createSecrets,
  createToken,
  createValue,
  root,
  toName,
} from './load/seed.ts';
import { type Load, sendAll, toPercentile } from './load/send-all.ts';
import { type ServerProcess, startBareServer, startEndpoint } from './load/server-process.ts';
import { createToRequest, type Signer } from './load/signed-request.ts';
import { type BenchOptions, type Measurement, median } from './measurement.ts';

type Operation = 'GetSecretValue' | 'PutSecretValue';

/** Who is measured. */
interface Subject {
  readonly name: string;
  readonly url: string;
  readonly signer: Signer;
  /** How many times fewer requests, for a peer that would hold up the others. */
  readonly fewer: number;
  readonly cpuMs: () => number;
}

/** One load on one subject, and on the bare server just before. */
interface Turn {
  readonly load: Load;
  readonly cpuMs: number;
  readonly bare: Load;
  readonly bareCpuMs: number;
}

type Turns = Map<string, Turn[]>;

const SECRETS = 1000;
const CONNECTIONS = [1, 16] as const;
const REQUESTS = {
  GetSecretValue: { 1: 1500, 16: 8000 },
  PutSecretValue: { 1: 600, 16: 3000 },
} as const;
const PEER_FEWER = 20;
const WARMING = 3;

export async function benchEndpoint(
  runs: number,
  { peer }: BenchOptions,
): Promise<readonly Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'rekey-bench-'));
  const servers: ServerProcess[] = [];
  const start = async (starting: Promise<ServerProcess>): Promise<ServerProcess> => {
    const server = await starting;
    servers.push(server);
    return server;
  };
  try {
    const memory = await start(startEndpoint());
    const durable = await start(startEndpoint('--data', join(folder, 'data')));
    const subjects: Subject[] = [
      await toSubject('in memory', memory),
      await toSubject('with --data', durable),
      { ...(await toSubject('by root', memory)), signer: root },
    ];
    if (peer !== undefined) {
      const cpuMs = () => Number.NaN;
      subjects.push({ name: 'peer', url: peer, signer: root, fewer: PEER_FEWER, cpuMs });
    }
    const urls = new Set(subjects.map(({ url }) => url));
    // Peers may answer 500 where secrets are made side by side: moto iterates over them meanwhile.
    for (const url of urls) await createSecrets(url, 0, SECRETS, url === peer ? 1 : undefined);
    const turns: Turns = new Map();
    for (const operation of ['GetSecretValue', 'PutSecretValue'] as const) {
      const bare = await start(startBareServer(await findAnswerBytes(operation, subjects[0])));
      await measureAll(operation, bare, subjects, runs, turns);
    }
    return toMeasurements(turns, peer !== undefined);
  } finally {
    for (const server of servers) await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function toSubject(name: string, server: ServerProcess): Promise<Subject> {
  const { url } = server;
  return { name, url, signer: await assumeBenchRole(url), fewer: 1, cpuMs: () => server.cpuMs() };
}

async function findAnswerBytes(operation: Operation, subject: Subject | undefined) {
  if (subject === undefined) return 0;
  const { lastBody } = await sendAll(subject.url, createRequests(operation, subject, 1), 1);
  return lastBody.length;
}

/** The first round only warms: until the engine has compiled what is used, a call takes several times as long. */
async function measureAll(
  operation: Operation,
  bare: ServerProcess,
  subjects: readonly Subject[],
  runs: number,
  turns: Turns,
): Promise<void> {
  for (let round = 0; round <= runs; round += 1) {
    for (const connections of CONNECTIONS) {
      for (const subject of subjects) {
        if (subject.name === 'by root' && operation === 'PutSecretValue') continue;
        const more = round === 0 && connections === 16 ? WARMING : 1;
        const count = Math.ceil((REQUESTS[operation][connections] * more) / subject.fewer);
        const turn = await measureTurn(operation, bare, subject, count, connections);
        const name = toKey(subject.name, operation, connections);
        if (round > 0) turns.set(name, [...(turns.get(name) ?? []), turn]);
      }
    }
  }
}

async function measureTurn(
  operation: Operation,
  bareServer: ServerProcess,
  subject: Subject,
  count: number,
  connections: number,
): Promise<Turn> {
  const requests = createRequests(operation, subject, count);
  const bareBefore = bareServer.cpuMs();
  const bare = await sendAll(bareServer.url, requests, connections);
  const bareCpuMs = bareServer.cpuMs() - bareBefore;
  const before = subject.cpuMs();
  const load = await sendAll(subject.url, requests, connections);
  return { load, cpuMs: subject.cpuMs() - before, bare, bareCpuMs };
}

function createRequests(operation: Operation, { url, signer }: Subject, count: number): Buffer[] {
  const toRequest = createToRequest(url, signer);
  return Array.from({ length: count }, (_, index) => {
    const SecretId = toName(index % SECRETS);
    return operation === 'GetSecretValue'
      ? toRequest(operation, { SecretId })
      : toRequest(operation, {
          SecretId,
          ClientRequestToken: createToken(),
          SecretString: createValue(),
        });
  });
}

function toKey(subject: string, operation: Operation, connections: number): string {
  return `${operation} ${subject}, ${String(connections)} connection${connections === 1 ? '' : 's'}`;
}

function toMeasurements(turns: Turns, hasPeer: boolean): readonly Measurement[] {
  const ratio = (subject: string, operation: Operation, connections: 1 | 16, target?: number) => {
    const key = toKey(subject, operation, connections);
    const all = turns.get(key) ?? [];
    return {
      what: `${key}: of the bare server's rate`,
      unit: '%',
      ...(target === undefined ? {} : { target, isLeast: true }),
      values: all.map((turn) => (toRate(turn.load) / toRate(turn.bare)) * 100),
      parts: toParts(all),
    } satisfies Measurement;
  };
  const rate = (subject: string, operation: Operation, target?: number): Measurement => {
    const key = toKey(subject, operation, 16);
    const all = turns.get(key) ?? [];
    const values = all.map(({ load }) => toRate(load));
    const least = target === undefined ? {} : ({ target, isLeast: true } as const);
    return { what: key, unit: '/s', ...least, values, parts: toParts(all) };
  };
  return [
    ratio('in memory', 'GetSecretValue', 16, 50),
    ratio('in memory', 'GetSecretValue', 1),
    ratio('by root', 'GetSecretValue', 16),
    ratio('in memory', 'PutSecretValue', 16, 35),
    ratio('in memory', 'PutSecretValue', 1),
    ratio('with --data', 'GetSecretValue', 16, 50),
    ratio('with --data', 'GetSecretValue', 1),
    rate('with --data', 'PutSecretValue', 1500),
    ratio('with --data', 'PutSecretValue', 1),
    ...(hasPeer ? [rate('peer', 'GetSecretValue'), rate('peer', 'PutSecretValue')] : []),
  ];
}

function toRate({ latenciesMs, seconds }: Load): number {
  return latenciesMs.length / seconds;
}

/** Medians of the rounds; `by CPU` compares the time that processors worked for a request, whatever else they had to do. */
function toParts(turns: readonly Turn[]): Readonly<Record<string, number>> {
  const middle = (toNumber: (turn: Turn) => number): number => median(turns.map(toNumber));
  return {
    'rate/s': middle(({ load }) => toRate(load)),
    'bare/s': middle(({ bare }) => toRate(bare)),
    'p50 µs': middle(({ load }) => toPercentile(load, 50) * 1000),
    'p99 µs': middle(({ load }) => toPercentile(load, 99) * 1000),
    'bare p50 µs': middle(({ bare }) => toPercentile(bare, 50) * 1000),
    'CPU µs': middle(({ load, cpuMs }) => (cpuMs / load.latenciesMs.length) * 1000),
    'bare CPU µs': middle(({ bare, bareCpuMs }) => (bareCpuMs / bare.latenciesMs.length) * 1000),
    'by CPU %': middle(({ cpuMs, bareCpuMs }) => (bareCpuMs / cpuMs) * 100),
  };
}
