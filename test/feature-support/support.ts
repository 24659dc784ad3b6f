// How the page says what the endpoint does with one member of one action.

/** A whole input, which is refused for the member that it is about. */
type Sample = Readonly<Record<string, unknown>>;

export type Member =
  /** Supported, and how. */
  | string
  /** Supported, but for what the sample shows. */
  | { readonly is: 'partly'; readonly how: string; readonly error: string; readonly sample: Sample }
  | {
      readonly is: 'refused';
      readonly why: string;
      readonly error: string;
      readonly sample: Sample;
    }
  /** Of an answer: never there. */
  | { readonly is: 'never'; readonly why: string };

/**
 * By path as in the model. Every member of the top level has a row; a nested one is as its parent is, unless it has a row of its own.
 */
export type Members = Readonly<Record<string, Member>>;

export interface ActionSupport {
  readonly input: Members;
  readonly output: Members;
}

export type ServiceSupport = Readonly<Record<string, ActionSupport>>;

export const partly = (how: string, error: string, sample: Sample): Member => ({
  ...{ is: 'partly', how, error, sample },
});

export const refused = (why: string, error: string, sample: Sample): Member => ({
  ...{ is: 'refused', why, error, sample },
});

export const never = (why: string): Member => ({ is: 'never', why });

/** The row that speaks for a member: its own, or the nearest parent's. */
export function findRow(members: Members, path: string): string | undefined {
  if (Object.hasOwn(members, path)) return path;
  const cut = path.lastIndexOf('.');
  return cut < 0 ? undefined : findRow(members, path.slice(0, cut).replace(/\[\]$/u, ''));
}

/** Whether calls are to show the member. */
export function isShown(member: Member | undefined): boolean {
  return typeof member === 'string' || member?.is === 'partly';
}
