// What a call was refused with, for tests that compare AWS's texts.

export interface Refusal {
  readonly name: string;
  readonly message: string;
}

/** @throws Error where the call was not refused */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  let answer: unknown;
  try {
    answer = await call;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { name: error.name, message: error.message };
  }
  throw new Error(`Expected a refusal and got ${JSON.stringify(answer)}`);
}
