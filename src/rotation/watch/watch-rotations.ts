// The watch: once a day, what nobody told. It looks at every secret, every schedule, the queues for what went unheard, and who hears
// notices at all; it changes nothing, and says nothing where all is well.
import { parseFields, parseText, parseTime } from '../shape.ts';
import { createCommands } from './commands.ts';
import type { Finding } from './finding.ts';
import { findUnheard } from './hearing.ts';
import { findingKinds, kinds } from './kinds.ts';
import { type Listed, lookAtSecrets } from './look-at-secrets.ts';
import type { WatchPorts } from './ports.ts';
import { findRefusedStarts, findUnclosedRuns } from './queued.ts';
import { toWatchNotice, type WatchNotice } from './watch-notice.ts';

/** For the notice, after the last secret was begun. */
const ENDING_MS = 45_000;

export interface WatchEvent {
  readonly executionArn: string;
  readonly startedAt: string;
}

/** Only names, counts and texts; the machine publishes `notice` as it is. */
export interface Watched {
  readonly findings: number;
  readonly secrets: number;
  readonly schedules: number;
  /** Left out where all is well. */
  readonly notice?: WatchNotice;
}

export function parseWatchEvent(event: unknown): WatchEvent {
  const fields = parseFields(event, 'Event', ['executionArn', 'startedAt']);
  return {
    executionArn: parseText(fields, 'executionArn', 'Event'),
    startedAt: parseTime(fields, 'startedAt', 'Event'),
  };
}

export async function watchRotations(ports: WatchPorts, event: WatchEvent): Promise<Watched> {
  const { clock, endsAt, stack } = ports;
  const commands = createCommands(stack);
  const listed = await list(ports);
  const names = new Map(listed.secrets.map(({ arn, name }) => [arn, name]));
  const context = { commands, stack, toName: (id: string) => names.get(id) ?? id };
  const { queues, subscriptions, signal } = ports;
  const findings = [
    ...findUnheard(await subscriptions.list(stack.noticeTopicArn, signal), commands),
    ...findUnclosedRuns(await queues.peek(stack.unclosedRunsUrl, signal), context),
    ...findRefusedStarts(await queues.peek(stack.refusedStartsUrl, signal), context),
    ...(await lookAtSecrets(ports, listed, commands, endsAt - ENDING_MS)),
  ];
  measure(ports, listed, findings);
  const counts = { secrets: listed.secrets.length, schedules: listed.schedules.length };
  ports.log.info('watched', { ...counts, findings: findings.length });
  if (findings.length === 0) return { findings: 0, ...counts };
  const about = { ...counts, stack, lookedAt: clock.now(), event };
  return { findings: findings.length, ...counts, notice: toWatchNotice(ports, findings, about) };
}

async function list(ports: WatchPorts): Promise<Listed> {
  const { clock, schedules, watchedSecrets, signal } = ports;
  const now = clock.now();
  // Schedules first: who makes a secret and then its schedule meanwhile is not told that the secret lacks.
  const listedSchedules = await gather(schedules.list(signal));
  return {
    now,
    schedules: listedSchedules,
    secrets: await gather(watchedSecrets.list(signal)),
    admins: await gather(watchedSecrets.listAdmins(signal)),
  };
}

async function gather<Item>(pages: AsyncIterable<readonly Item[]>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

/** `SecretsWatched` is also the sign that the watch ran: an alarm misses it. */
function measure({ metrics }: WatchPorts, { secrets }: Listed, findings: readonly Finding[]): void {
  metrics.gauge('SecretsWatched', secrets.length, {});
  if (findings.length === 0) metrics.gauge('Findings', 0, {});
  for (const kind of findingKinds) {
    const count = findings.filter((finding) => finding.kind === kind).length;
    if (count > 0) metrics.gauge('Findings', count, { kind, severity: kinds[kind].severity });
  }
}
