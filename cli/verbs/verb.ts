// What every verb is given to add itself to the program.
import type { Command } from 'commander';
import type { ExitCode } from '../exit-code.ts';
import type { Writer } from '../writer.ts';

export interface VerbContext {
  readonly writer: Writer;
  /** Runs a verb's work and keeps its exit code. */
  readonly run: (work: () => Promise<ExitCode>) => Promise<void>;
}

/** Adds one verb: its options, its help, and the call of commands/<verb>.ts, which is loaded when it is asked for. */
export type AddVerb = (program: Command, context: VerbContext) => void;
