// The steps of a verb, in their order: each where its `when` says so, and for each item of its `for`.
import type { Exchanges } from './exchange.ts';
import type { Bindings, Expressions } from './expression.ts';

interface Step {
  readonly when?: string | undefined;
  readonly for?: string | undefined;
}

export async function runSteps<Kind extends Step>(
  { expressions, exchanges }: { readonly expressions: Expressions; readonly exchanges: Exchanges },
  verb: string,
  steps: readonly Kind[],
  bindings: Bindings,
  run: (step: Kind, known: Bindings) => Promise<void>,
): Promise<void> {
  for (const step of steps) {
    const known = await exchanges.lookUp(step, bindings);
    const turns =
      step.for === undefined
        ? [known]
        : (await expressions.list(step.for, known, `${verb}.for`)).map((item) => ({
            ...known,
            item,
          }));
    for (const turn of turns) {
      const isNeeded =
        step.when === undefined || (await expressions.decide(step.when, turn, `${verb}.when`));
      if (isNeeded) await run(step, turn);
    }
  }
}
