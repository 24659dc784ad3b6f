// ISO 8601 durations of a fixed length: weeks, days, hours, minutes and seconds, of which the last may have a fraction. Years and months have
// no fixed length.
const DURATION =
  /^P(?=[\dT])(?:(\d+(?:[.,]\d+)?)W)?(?:(\d+(?:[.,]\d+)?)D)?(?:T(?=\d)(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/;
const UNIT_MS = [7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1000];
const CHARACTERS_MAX = 64;

/** Whole milliseconds; undefined where it is none. */
export function parseDuration(text: string): number | undefined {
  if (text.length > CHARACTERS_MAX) return undefined;
  const counts = DURATION.exec(text)?.slice(1) as (string | undefined)[] | undefined;
  if (counts === undefined) return undefined;
  const last = counts.findLastIndex((count) => count !== undefined);
  if (counts.some((count, index) => index < last && /[.,]/.test(count ?? ''))) return undefined;
  const ms = counts.map(
    (count = '0', index) => Number(count.replace(',', '.')) * (UNIT_MS[index] ?? 0),
  );
  return Math.round(ms.reduce((sum, part) => sum + part, 0));
}
