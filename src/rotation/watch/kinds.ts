// What the watch looks for, worst first within a severity. docs/watch.md has a section for each.

export type Severity = 'critical' | 'error' | 'warning';

/** Worst first. */
export const severities = ['critical', 'error', 'warning'] as const satisfies readonly Severity[];

interface Kind {
  readonly severity: Severity;
  /** What it means, for people who have not read the page. */
  readonly title: string;
}

export const kinds = {
  'no-subscription': {
    severity: 'critical',
    title: 'Nobody hears notices: the topic has no confirmed subscription',
  },
  'run-not-closed': {
    severity: 'critical',
    title: 'A run ended without telling, and could not be closed: consumers may be locked out',
  },
  'not-looked-at': {
    severity: 'error',
    title: 'The watch could not look at all there is, so what follows may not be all',
  },
  overdue: {
    severity: 'error',
    title: 'A window closed, and the secret was not rotated in it',
  },
  'never-rotated': {
    severity: 'error',
    title: 'A window closed, and the secret has never been rotated at all',
  },
  'start-refused': {
    severity: 'error',
    title: 'A schedule could not start its rotation',
  },
  'stuck-pending': {
    severity: 'error',
    title: 'AWSPENDING is on a version that nobody works on, so no rotation is finished',
  },
  'retirement-overdue': {
    severity: 'error',
    title: 'An old credential still works after its grace period',
  },
  'native-rotation': {
    severity: 'error',
    title: "Secrets Manager's own rotation is on beside ours, which refuses to run then",
  },
  'native-rotation-overdue': {
    severity: 'error',
    title: "Secrets Manager's own rotation did not come in time",
  },
  'schedule-broken': {
    severity: 'error',
    title: 'A schedule does not mean what it says',
  },
  'schedule-incomplete': {
    severity: 'error',
    title: 'A schedule lacks its role or the queue for refused starts',
  },
  'schedule-disabled': {
    severity: 'warning',
    title: 'A schedule is disabled, so nothing rotates its secret',
  },
  'secret-without-schedule': {
    severity: 'warning',
    title: 'A secret is tagged for rotation, and no schedule starts it',
  },
  'schedule-without-secret': {
    severity: 'warning',
    title: 'A schedule starts rotations of a secret that is not there',
  },
  'dead-run': {
    severity: 'warning',
    title: 'A run is over and has left its labels: the next one settles what it began',
  },
  'subscription-unconfirmed': {
    severity: 'warning',
    title: 'A subscription of the notice topic was never confirmed, so nobody gets its notices',
  },
  'admin-never-rotated': {
    severity: 'warning',
    title: 'A credential that makes credentials is old, and nothing rotates it',
  },
} as const satisfies Readonly<Record<string, Kind>>;

export type FindingKind = keyof typeof kinds;

export const findingKinds = Object.keys(kinds) as readonly FindingKind[];
