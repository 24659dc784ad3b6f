// What was looked at, and whether AWS did what Rekey rests on.
export interface Finding {
  readonly what: string;
  readonly held: boolean;
  /** Numbers and version ids; there is no secret value to tell. */
  readonly seen: string;
}

export function toTable(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ what }) => what.length));
  return findings
    .map(
      ({ what, held, seen }) => `  ${held ? 'held  ' : 'BROKEN'}  ${what.padEnd(width)}  ${seen}`,
    )
    .join('\n');
}

export function toVerdict(findings: readonly Finding[]): string {
  const broken = findings.filter(({ held }) => !held).length;
  return broken === 0
    ? 'All of it held: the label is the lock that Rekey takes it for.'
    : `${String(broken)} of ${String(findings.length)} did not hold: do not let Rekey near this account, and tell us what stands above.`;
}
