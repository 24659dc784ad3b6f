// What 100,000 secrets cost: memory, and whether pages and look-ups by name take as long among many as among few.
import { assumeBenchRole, createSecrets, toName } from './load/seed.ts';
import { sendAll, toPercentile } from './load/send-all.ts';
import { type ServerProcess, startEndpoint } from './load/server-process.ts';
import { createToRequest, type ToRequest } from './load/signed-request.ts';
import { type Measurement, median } from './measurement.ts';

const SECRETS_MAX = Number(process.env['REKEY_BENCH_SECRETS'] ?? 100_000);
const SIZES = [100, 1000, 10_000, 100_000].filter((size) => size <= SECRETS_MAX);
const REQUESTS = 100;

/** Each call with what it asks for among `size` secrets, and whether it must take the same time among any number. */
const CALLS: readonly {
  readonly what: string;
  readonly toRequest: (call: ToRequest, size: number, index: number) => Buffer;
}[] = [
  { what: 'ListSecrets, the first page', toRequest: (call) => call('ListSecrets', {}) },
  {
    what: 'ListSecrets by name, the first page',
    toRequest: (call) => call('ListSecrets', { SortBy: 'name' }),
  },
  {
    what: 'ListSecrets, filtered by the start of a name',
    toRequest: (call, size) =>
      call('ListSecrets', { Filters: [{ Key: 'name', Values: [toName(size - 1)] }] }),
  },
  {
    what: 'DescribeSecret by name',
    toRequest: (call, size, index) => call('DescribeSecret', { SecretId: pick(size, index) }),
  },
  {
    what: 'GetSecretValue by name',
    toRequest: (call, size, index) => call('GetSecretValue', { SecretId: pick(size, index) }),
  },
];

export async function benchManySecrets(runs: number): Promise<readonly Measurement[]> {
  const server = await startEndpoint();
  try {
    const idleMb = server.memoryMb();
    const times = new Map<string, number[][]>();
    let created = 0;
    for (const size of SIZES) {
      await createSecrets(server.url, created, size);
      created = size;
      await measureCalls(server, size, runs, times);
    }
    return [
      { what: 'endpoint: memory when idle', unit: 'MB', target: 120, values: [idleMb] },
      {
        what: `endpoint: memory with ${String(created)} secrets`,
        ...{ unit: 'MB', target: 1024, values: [server.memoryMb()] },
      },
      ...[...times].map(([what, bySize]) => toMeasurement(what, bySize)),
    ];
  } finally {
    await server.stop();
  }
}

/** `times` gets the median of each run, by call and then by size. */
async function measureCalls(
  { url }: ServerProcess,
  size: number,
  runs: number,
  times: Map<string, number[][]>,
): Promise<void> {
  const call = createToRequest(url, await assumeBenchRole(url));
  for (const { what, toRequest } of CALLS) {
    const medians: number[] = [];
    for (let run = 0; run <= runs; run += 1) {
      const requests = Array.from({ length: REQUESTS }, (_, index) => toRequest(call, size, index));
      const load = await sendAll(url, requests, 1);
      if (run > 0) medians.push(toPercentile(load, 50));
    }
    times.set(what, [...(times.get(what) ?? []), medians]);
  }
}

/** Spread over all of them, another one each time. */
function pick(size: number, index: number): string {
  return toName((index * 7919) % size);
}

/** Flat in time: among a thousand times as many at most half as long again. */
const GROWTH_MAX = 1.5;

function toMeasurement(what: string, bySize: readonly (readonly number[])[]): Measurement {
  const [few = [], ...more] = bySize;
  const most = more.at(-1) ?? [];
  return {
    what: `${what}: among ${String(SIZES.at(-1))} against 100`,
    ...{ unit: 'times', target: GROWTH_MAX },
    values: most.map((ms, run) => ms / (few[run] ?? Number.NaN)),
    parts: Object.fromEntries(
      SIZES.map((size, index) => [`${String(size)}: µs`, median(bySize[index] ?? []) * 1000]),
    ),
  };
}
