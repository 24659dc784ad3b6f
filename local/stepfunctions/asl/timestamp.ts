// Timestamps as the States Language takes them: RFC 3339 with an upper-case T, and Z or an offset.

const PATTERN =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-](0\d|1[0-8]):[0-5]\d)$/;

/**
 * Milliseconds since the epoch, or undefined where the text is no such time. Whatever is less than a second is cut off (Step Functions
 * guide, "Wait workflow state").
 */
export function findTime(text: string): number | undefined {
  const [, day] = PATTERN.exec(text) ?? [];
  if (day === undefined || !isDay(day)) return undefined;
  return Math.floor(Date.parse(text) / 1000) * 1000;
}

/** Date.parse takes the 30th of February for the 2nd of March. */
function isDay(day: string): boolean {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
}
