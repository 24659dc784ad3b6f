// Bodies of CBOR before a whole endpoint: any bytes, damaged calls, and every kind of item where each member of each action stands. Nothing faults,
// nothing that is refused is stored, and nothing costs more than it weighs. REKEY_FUZZ_RUNS asks for more of them.
import { Agent, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cbor, dateToTag, tag } from '@smithy/core/cbor';
import type { NormalizedSchema } from '@smithy/core/schema';
import fc from 'fast-check';
import { describeFault } from '../../../local/wire/describe-fault.ts';
import type { OperationModel } from '../../../local/wire/model.ts';
import { createAnswers } from '../../support/fuzz/answers.ts';
import { begin } from '../../support/fuzz/beginnings.ts';
import { damage, items } from '../../support/fuzz/cbor-bodies.ts';
import { startWatched, type WatchedEndpoint } from '../../support/fuzz/endpoint.ts';
import { createInputs } from '../../support/fuzz/inputs.ts';
import { type FuzzedService, loadService } from '../../support/fuzz/operations.ts';
import { toRawAuthorization } from '../../support/raw-http.ts';
import { startWire } from '../../support/wire.ts';

const RUNS = 200 * Number(process.env['REKEY_FUZZ_RUNS'] ?? 2);
const RPC = { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' };

let service: FuzzedService;
let endpoint: WatchedEndpoint;
const answers = createAnswers();
const rejections: string[] = [];
const note = (reason: unknown): void => {
  rejections.push(describeFault(reason));
};

beforeAll(async () => {
  process.on('unhandledRejection', note);
  service = await loadService('cloudwatch');
  endpoint = await startWatched('cbor');
  await begin(endpoint.call, 'cloudwatch', answers.learn);
});

afterAll(async () => {
  process.off('unhandledRejection', note);
  await endpoint.close();
});

test('no body makes it fault, and what is refused is not stored', async () => {
  const calls = service.operations.map((operation) =>
    createInputs(operation.input)
      .map((input) => cbor.serialize(toPlain(answers.fill(input))))
      .chain((body) => fc.oneof(fc.constant(body), damage(body), damage(body), items))
      .map((body) => ({ operation, body })),
  );
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(fc.oneof(...calls), async ({ operation, body }) => {
      const { status, problem } = await send(operation, body);
      expect(problem).toBeUndefined();
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }),
    { numRuns: RUNS, seed: 20_260_101 },
  );
  // Both happen often, or else it would prove little.
  expect(statuses.get(200)).toBeGreaterThan(RUNS / 20);
  expect(statuses.get(400)).toBeGreaterThan(RUNS / 4);
  expect(rejections).toEqual([]);
});

const ODD: readonly unknown[] = [
  ...[Number.NaN, Number.NEGATIVE_INFINITY, 0.5, 2n ** 64n - 1n, 2n ** 70n, '', true, null],
  ...[[], [null], {}, { tag: 1, value: 1 }, Uint8Array.of(0xff), dateToTag(new Date(8.64e15))],
  ...[tag({ tag: 1, value: 1e300 }), tag({ tag: 4, value: [1, 2] })],
];

test('every kind of item, where each member of each action stands, is taken or refused', async () => {
  const problems: string[] = [];
  let calls = 0;
  for (const operation of service.operations) {
    for (const toInput of listPlaces(operation.input)) {
      for (const odd of ODD) {
        const body = cbor.serialize(toInput(odd));
        const { problem } = await send(operation, body);
        calls += 1;
        if (problem !== undefined) {
          problems.push(`${operation.name} ${Buffer.from(body).toString('hex')}: ${problem}`);
        }
      }
    }
  }
  expect(problems).toEqual([]);
  expect(calls).toBeGreaterThan(2000);
  expect(rejections).toEqual([]);
});

test('a connection outlives whatever was sent over it', async () => {
  const wire = await startWire({ cloudwatch: { ListMetrics: () => ({}) } });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ports = new Set<number | undefined>();
  const post = async (body: Uint8Array): Promise<number | undefined> =>
    await new Promise((resolve, reject) => {
      const path = toPath('ListMetrics');
      const sent = request(`${wire.url}${path}`, { method: 'POST', agent, headers: RPC });
      sent.on('error', reject);
      sent.on('response', (response) => {
        ports.add(response.socket.localPort);
        response.resume().on('end', () => resolve(response.statusCode));
      });
      sent.end(body);
    });
  await fc.assert(
    fc.asyncProperty(items, async (body) => {
      expect([200, 400]).toContain(await post(body));
    }),
    { numRuns: RUNS / 4 },
  );
  expect(await post(cbor.serialize({}))).toBe(200);
  expect(ports.size).toBe(1);
  agent.destroy();
  await wire.close();
});

/** Without members that are undefined. */
function toPlain(input: unknown): unknown {
  return JSON.parse(JSON.stringify(input));
}

interface Sent {
  readonly status: number;
  readonly problem: string | undefined;
}

/** What is stored, as long as no call has changed it. */
let stored: string | undefined;

async function send(operation: OperationModel, body: Uint8Array): Promise<Sent> {
  stored ??= endpoint.snapshot();
  const logged = endpoint.log.length;
  const answer = await endpoint.send({
    method: 'POST',
    path: toPath(operation.name),
    headers: { host: '127.0.0.1', authorization: toRawAuthorization('monitoring'), ...RPC },
    body: Buffer.from(body),
  });
  const { status } = answer;
  const lines = JSON.stringify(endpoint.log.slice(logged));
  const output = cbor.deserialize(answer.body) as { readonly __type?: unknown };
  const isRefused = status >= 400;
  const problem = [
    status >= 500 && `status ${String(status)}: ${lines}`,
    lines.includes('"error"') && lines,
    isRefused && typeof output.__type !== 'string' && 'an error without a name',
    isRefused && endpoint.snapshot() !== stored && 'refused, and yet something was stored',
  ].find((found) => found !== false);
  if (!isRefused) stored = undefined;
  return { status, problem };
}

function toPath(operation: string): string {
  return `/service/GraniteServiceVersion20100801/operation/${operation}`;
}

type ToInput = (odd: unknown) => unknown;

/** How to put something where each member of a shape stands, at any depth, and in the whole one's place. */
function listPlaces(schema: NormalizedSchema, depth = 0): readonly ToInput[] {
  const here: ToInput = (odd) => odd;
  if (depth > 5) return [here];
  if (schema.isListSchema()) {
    const inner = listPlaces(schema.getValueSchema(), depth + 1);
    return [
      here,
      ...inner.map(
        (toInput): ToInput =>
          (odd) => [toInput(odd)],
      ),
    ];
  }
  if (!schema.isStructSchema()) return [here];
  const inner = [...schema.structIterator()].flatMap(([name, member]) =>
    listPlaces(member, depth + 1).map(
      (toInput): ToInput =>
        (odd) => ({ [name]: toInput(odd) }),
    ),
  );
  return [here, ...inner];
}
