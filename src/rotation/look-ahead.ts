// The preflight's rule: what would a rotation meet that began now? It reads, asks the target, and writes nothing.
import { loadAdmin } from './admin.ts';
import { orProblem } from './known.ts';
import { loadTarget } from './managed-secret.ts';
import type { Ports, SecretDescription, StoredVersion } from './ports.ts';
import type {
  EndpointFacts,
  Preflight,
  PreflightEvent,
  PreflightSecret,
  RuntimeFacts,
  TargetFacts,
} from './preflight.ts';
import { SecretValue } from './secret-value.ts';
import { parseSettings, type Settings } from './settings.ts';
import { present } from './shape.ts';
import { AWSCURRENT, findHolder } from './staging.ts';
import type { Target } from './target.ts';
import { type Admin, type Asked, verifyVersions } from './verify-versions.ts';

export interface Endpoints {
  /** A real call to each service that the functions call. */
  probe(signal: AbortSignal): Promise<readonly EndpointFacts[]>;
}

export interface PreflightPorts extends Ports {
  readonly endpoints: Endpoints;
  readonly runtime: Omit<RuntimeFacts, 'millisecondsLeft'>;
}

export async function lookAhead(ports: PreflightPorts, event: PreflightEvent): Promise<Preflight> {
  const endpoints = await ports.endpoints.probe(ports.signal);
  const looked = event.secretId === undefined ? {} : await lookAt(ports, event.secretId, event);
  const { clock, endsAt, runtime } = ports;
  return { ...looked, endpoints, runtime: { ...runtime, millisecondsLeft: endsAt - clock.now() } };
}

async function lookAt(
  ports: PreflightPorts,
  secretId: string,
  { verify }: PreflightEvent,
): Promise<Pick<Preflight, 'secret' | 'problem'>> {
  const description = await orProblem(ports.secrets.describe(secretId, ports.signal));
  if ('problem' in description) return description;
  const found = description.value;
  const settings = await orProblem(
    Promise.resolve().then(() => parseSettings(found, { secretId })),
  );
  const target =
    'value' in settings ? await orProblem(loadTarget(ports, settings.value.target)) : undefined;
  const admin = await findAdmin(ports, found, 'value' in settings ? settings.value : undefined);
  const times = await orProblem(ports.secrets.versionTimes(found.arn, ports.signal));
  const asked: Asked = {
    description: found,
    madeAt: 'value' in times ? times.value : new Map(),
    admin,
    ...present(
      'target',
      verify && target !== undefined && 'value' in target ? target.value : undefined,
    ),
  };
  return {
    secret: {
      ...toNames(found),
      ...('value' in settings ? { settings: settings.value } : { problem: settings.problem }),
      ...(target === undefined
        ? {}
        : 'value' in target
          ? { target: toFacts(target.value) }
          : { problem: target.problem }),
      ...present('adminProblem', admin.problem),
      versions: await verifyVersions(ports, asked),
    },
  };
}

function toNames({
  arn,
  name,
  labels,
}: SecretDescription): Pick<PreflightSecret, 'arn' | 'name' | 'labels'> {
  return { arn, name, labels: Object.fromEntries(labels) };
}

async function findAdmin(
  ports: Ports,
  description: SecretDescription,
  settings: Settings | undefined,
): Promise<Admin> {
  if (settings === undefined) return {};
  const { target } = settings;
  // Why AWSCURRENT cannot be read is told with its version; the tag's admin is looked at all the same.
  const current = target.admin === undefined ? await findCurrent(ports, description) : undefined;
  const value = current?.value ?? new SecretValue('');
  const admin = await orProblem(loadAdmin(ports, target, value, ports.signal));
  return 'problem' in admin ? admin : present('value', admin.value);
}

async function findCurrent(
  { secrets, signal }: Ports,
  description: SecretDescription,
): Promise<StoredVersion | undefined> {
  const versionId = findHolder(description, AWSCURRENT);
  if (versionId === undefined) return undefined;
  const read = await orProblem(secrets.read({ arn: description.arn, versionId }, signal));
  return 'value' in read ? read.value : undefined;
}

function toFacts(target: Target): TargetFacts {
  const { name, overlap, maxActive, creation, propagationMs, locksOut } = target;
  const methods = (['set', 'test', 'retire', 'discard', 'verify'] as const).filter(
    (method) => target[method] !== undefined,
  );
  return {
    name,
    overlap,
    ...(Number.isFinite(maxActive) ? { maxActive } : {}),
    creation,
    propagationMs,
    locksOut,
    methods,
  };
}
