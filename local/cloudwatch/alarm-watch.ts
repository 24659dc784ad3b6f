// When alarms are looked at: at the next whole minute after their metric got a datapoint or they were put, and each
// minute or so after that until their datapoints have left the evaluation range. An alarm at rest has no timer.
import { createDueQueue } from '../due-queue.ts';
import type { Environment } from '../service.ts';
import { runActions } from './alarm-actions.ts';
import { putAlarmEvent } from './alarm-event.ts';
import { type Alarm, type AlarmState, type AlarmsStore, toQueries } from './alarms.ts';
import { evaluateAlarm, PERIODS_MORE } from './evaluate-alarm.ts';
import { type Metric, type MetricsStore, toMetricKey } from './metrics.ts';
import { findPeriodMs, listMetrics, runQueries } from './queries.ts';

export interface AlarmWatch {
  /** A metric got a datapoint. */
  touch(region: string, metric: Metric): void;
  /** An alarm was put, changed or deleted. */
  reset(region: string, name: string): void;
  /** Changes the state and does what the alarm says for it. */
  transition(region: string, alarm: Alarm, to: Transition): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

export interface Transition {
  readonly state: AlarmState;
  readonly reason: string;
  readonly reasonData?: string | undefined;
}

const MINUTE_MS = 60_000;
const ALARMS_AT_ONCE_MAX = 10;
/** How often datapoints on their way out of a long period are looked at. */
const LOOKS_PER_PERIOD = 5;

export function createAlarmWatch(
  environment: Environment,
  metrics: MetricsStore,
  alarms: AlarmsStore,
): AlarmWatch {
  const { clock, log } = environment;
  /** Alarms by the metrics that they watch; built anew after a change of any alarm. */
  let watched: ReadonlyMap<string, readonly string[]> | undefined;

  const schedule = (key: string, ms = MINUTE_MS): void => {
    queue.set(key, Math.floor((clock.now() + ms) / MINUTE_MS) * MINUTE_MS);
  };

  const transition: AlarmWatch['transition'] = async (
    region,
    alarm,
    { state, reason, reasonData },
  ) => {
    const now = clock.now();
    const { reasonData: _, ...old } = alarm;
    const changed: Alarm = {
      ...old,
      state,
      reason,
      ...(reasonData === undefined ? {} : { reasonData }),
      updatedAt: now,
      transitionedAt: state === alarm.state ? alarm.transitionedAt : now,
    };
    alarms.put(region, changed);
    if (state === alarm.state) return;
    await putAlarmEvent(environment, region, changed, alarm);
    await runActions(environment, region, changed, alarm.state);
  };

  const evaluate = async (key: string): Promise<void> => {
    const { region, name } = parseKey(key);
    const alarm = alarms.find(region, name);
    if (alarm === undefined) return;
    const { points, periodMs } = readPoints(metrics, alarm, region, clock.now());
    const verdict = evaluateAlarm(alarm.settings, points, alarm.state);
    if (points.length > 0) schedule(key, Math.max(MINUTE_MS, periodMs / LOOKS_PER_PERIOD));
    if (verdict !== undefined && verdict.state !== alarm.state) {
      await transition(region, alarm, verdict);
    }
  };

  const queue = createDueQueue({
    clock,
    what: 'CloudWatch: alarm',
    concurrencyMax: ALARMS_AT_ONCE_MAX,
    run: async (key) => {
      await evaluate(key).catch((error: unknown) => {
        const result = error instanceof Error ? error.name : 'unknown';
        log({ level: 'error', message: 'An alarm could not be evaluated', resource: key, result });
      });
    },
  });

  return {
    touch: (region, metric) => {
      watched ??= indexAlarms(alarms);
      for (const key of watched.get(toMetricKey(region, metric)) ?? []) schedule(key);
    },
    reset: (region, name) => {
      watched = undefined;
      schedule(`${region}/${name}`);
    },
    transition,
    start: () => {
      for (const { key } of alarms.listAll()) schedule(key);
    },
    stop: async () => {
      await queue.stop();
    },
  };
}

function readPoints(metrics: MetricsStore, { settings }: Alarm, region: string, now: number) {
  const { queries, id } = toQueries(settings);
  const periodMs = findPeriodMs(queries);
  const to = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  const periods = (settings.EvaluationPeriods ?? 1) + PERIODS_MORE;
  const series = runQueries(metrics, queries, { region, from: to - periods * periodMs, to }).get(
    id,
  );
  const points = [...(series ?? [])]
    .map(([time, value]) => ({ time, value }))
    .sort((a, b) => a.time - b.time);
  return { points, periodMs };
}

function indexAlarms(alarms: AlarmsStore): ReadonlyMap<string, readonly string[]> {
  const index = new Map<string, string[]>();
  for (const { key, document } of alarms.listAll()) {
    const { region } = parseKey(key);
    for (const metric of listMetrics(toQueries(document.settings).queries)) {
      const metricKey = toMetricKey(region, metric);
      index.set(metricKey, [...(index.get(metricKey) ?? []), key]);
    }
  }
  return index;
}

function parseKey(key: string): { readonly region: string; readonly name: string } {
  const slash = key.indexOf('/');
  return { region: key.slice(0, slash), name: key.slice(slash + 1) };
}
