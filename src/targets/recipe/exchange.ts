// One exchange of a recipe: look up what it mentions, fill the request, send it, and judge the answer by what the recipe expects.
import { RotationError } from '../../rotation/errors.ts';
import type { TargetContext } from '../../rotation/target.ts';
import type { Bindings, Expressions } from './expression.ts';
import {
  type HttpAnswer,
  type HttpLimits,
  type HttpRequest,
  isTransientStatus,
  sendHttpRequest,
} from './http-request.ts';
import { createLookups, type LookUp } from './lookups.ts';
import { toMilliseconds } from './recipe.ts';
import type { Exchange, Recipe, RecipeRequest } from './recipe-schema.ts';

const timeoutDefaultMs = 10_000;

export interface Exchanges {
  /** @returns the answer, what it means, and whatever may be said of it: the bindings, the lookups, `$response` */
  ask(verb: string, exchange: Exchange, bindings: Bindings, url?: string): Promise<Asked>;
  /** Like ask, and anything but the expected answer is an error. */
  demand(verb: string, exchange: Exchange, bindings: Bindings, url?: string): Promise<Asked>;
  readonly lookUp: LookUp;
}

/** Where requests may go, and by whose certificates. */
export type Reach = Pick<HttpLimits, 'origins' | 'ca'>;

export interface Asked {
  readonly verdict: 'expected' | 'refused' | 'unexpected';
  readonly answer: HttpAnswer;
  readonly known: Bindings;
}

export function createExchanges(
  recipe: Pick<Recipe, 'lookup'>,
  expressions: Expressions,
  { origins, ca }: Reach,
  context: TargetContext,
): Exchanges {
  const ask: Exchanges['ask'] = async (verb, exchange, bindings, url) => {
    const before = await lookUp(exchange, bindings);
    const filled = await expressions.fill(exchange.request, before, `${verb}.request`);
    const request = toHttpRequest(filled as RecipeRequest);
    const answer = await sendHttpRequest(
      url === undefined ? request : { ...request, url },
      {
        ...{ origins, ca },
        call: toCall(verb),
        timeoutMs:
          exchange.timeout === undefined ? timeoutDefaultMs : toMilliseconds(exchange.timeout),
      },
      context,
    );
    const known = { ...before, response: answer };
    const refused =
      exchange.refused === undefined
        ? answer.status === 401 || answer.status === 403
        : await expressions.decide(exchange.refused, known, `${verb}.refused`);
    if (refused) return { verdict: 'refused', answer, known };
    if (isTransientStatus(answer.status)) throw toError('Rekey.Transient', verb, answer);
    return { verdict: isExpected(exchange, answer) ? 'expected' : 'unexpected', answer, known };
  };

  const demand: Exchanges['demand'] = async (verb, exchange, bindings, url) => {
    const asked = await ask(verb, exchange, bindings, url);
    if (asked.verdict === 'expected') return asked;
    throw toUnexpected(verb, asked);
  };

  const lookUp = createLookups(recipe, expressions, demand);
  return { ask, demand, lookUp };
}

/** The error of an answer that a verb cannot go on with. */
export function toUnexpected(verb: string, { verdict, answer }: Asked): RotationError {
  const code = verdict === 'refused' ? 'Rekey.CredentialRefused' : 'Rekey.TargetFailed';
  return toError(code, verb, answer);
}

export function toRejected(verb: string, { answer }: Asked): RotationError {
  return toError('Rekey.ValueRejected', verb, answer);
}

function isExpected(exchange: Exchange, { status }: HttpAnswer): boolean {
  return exchange.expect === undefined
    ? status >= 200 && status <= 299
    : exchange.expect.includes(status);
}

function toHttpRequest({ method, url, headers, body, form }: RecipeRequest): HttpRequest {
  if (form !== undefined) {
    return {
      method,
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(form).toString(),
    };
  }
  if (body === undefined) return { method, url, headers: { ...headers } };
  return {
    method,
    url,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

function toError(
  code:
    | 'Rekey.Transient'
    | 'Rekey.CredentialRefused'
    | 'Rekey.TargetFailed'
    | 'Rekey.ValueRejected',
  verb: string,
  { status, milliseconds }: HttpAnswer,
): RotationError {
  const found = `the target answered ${String(status)} to ${verb}`;
  const message = {
    'Rekey.Transient': `Not now: ${found}.`,
    'Rekey.CredentialRefused': `The credential was refused: ${found}.`,
    'Rekey.TargetFailed': `Not the expected answer: ${found}.`,
    'Rekey.ValueRejected': `The target's policy refused the new value: ${found}.`,
  }[code];
  return new RotationError(code, message, { call: toCall(verb), status, milliseconds });
}

/** Facts are one word: `lookup.session` is still a lookup. */
function toCall(verb: string): string {
  return `target:${verb.split('.')[0] ?? verb}`;
}
