// The window in which a secret rotates next, and how DescribeSecret tells of it.
import type { RotationSettings, SecretDocument } from '../secret-document.ts';
import { countDays, findNextWindow, parseRules, type RotationWindow } from './schedule.ts';

const HOUR_MS = 3_600_000;
const SECOND_MS = 1000;

/** Undefined where rotation is off, or comes only when it is asked for. */
export function findWindowAfter(
  rotation: RotationSettings,
  afterMs: number,
  rotatedMs = rotation.lastRotatedMs ?? rotation.setMs,
): RotationWindow | undefined {
  const schedule = parseRules(rotation.rules ?? {});
  if (schedule === undefined || !rotation.isEnabled) return undefined;
  return findNextWindow(schedule, { afterMs, setMs: rotation.setMs, rotatedMs });
}

/** NextRotationDate is the last second of the window: "on or before this date". */
export function withWindow(
  secret: SecretDocument,
  window: RotationWindow | undefined,
): SecretDocument {
  const { rotation } = secret;
  if (rotation === undefined) return secret;
  const { nextMs: _next, everyDays: _days, ...kept } = rotation;
  const schedule = parseRules(rotation.rules ?? {});
  if (window === undefined || schedule === undefined) return { ...secret, rotation: kept };
  const nextMs = window.closesMs - SECOND_MS;
  return { ...secret, rotation: { ...kept, nextMs, everyDays: countDays(schedule, window) } };
}

/** How long a rotation that was asked for is tried again: as long as a window of its schedule is open. */
export function findPatienceMs({ rules = {} }: RotationSettings): number {
  return (parseRules(rules)?.windowHours ?? 24) * HOUR_MS;
}
