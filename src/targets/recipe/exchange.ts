// One exchange of a recipe: fill the request, send it, and judge the answer by what the recipe expects.
import { RotationError } from '../../rotation/errors.ts';
import type { TargetContext } from '../../rotation/target.ts';
import type { Bindings, Expressions } from './expression.ts';
import { type HttpAnswer, type HttpRequest, sendHttpRequest } from './http-request.ts';
import { toMilliseconds } from './recipe.ts';
import type { Exchange, RecipeRequest, Removal } from './recipe-schema.ts';

const timeoutDefaultMs = 10_000;
/** Asked to come back later, or out of order for now (RFC 9110, RFC 6585). */
const TRANSIENT_STATUSES = new Set([408, 425, 429, 500, 502, 503, 504, 507, 509]);

export interface Exchanges {
  /** @returns the answer, and whether it means that the credential is not valid */
  ask(verb: string, exchange: Exchange, bindings: Bindings): Promise<Judged>;
  /** Like ask, and anything but the expected answer is an error. */
  demand(verb: string, exchange: Exchange, bindings: Bindings): Promise<HttpAnswer>;
  /** Like demand, where the thing being gone already is as good. */
  remove(verb: string, removal: Removal, bindings: Bindings): Promise<void>;
}

interface Judged {
  readonly verdict: 'expected' | 'refused' | 'unexpected';
  readonly answer: HttpAnswer;
}

export function createExchanges(
  expressions: Expressions,
  origins: ReadonlySet<string>,
  context: TargetContext,
): Exchanges {
  const send = async (verb: string, exchange: Exchange, bindings: Bindings) => {
    const filled = await expressions.fill(exchange.request, bindings, `${verb}.request`);
    return await sendHttpRequest(
      toHttpRequest(filled as RecipeRequest),
      {
        origins,
        call: `target:${verb}`,
        timeoutMs:
          exchange.timeout === undefined ? timeoutDefaultMs : toMilliseconds(exchange.timeout),
      },
      context,
    );
  };

  const ask: Exchanges['ask'] = async (verb, exchange, bindings) => {
    const answer = await send(verb, exchange, bindings);
    const refused =
      exchange.refused === undefined
        ? answer.status === 401 || answer.status === 403
        : await expressions.decide(
            exchange.refused,
            { ...bindings, response: answer },
            `${verb}.refused`,
          );
    if (refused) return { verdict: 'refused', answer };
    if (TRANSIENT_STATUSES.has(answer.status)) throw toError('Rekey.Transient', verb, answer);
    return { verdict: isExpected(exchange, answer) ? 'expected' : 'unexpected', answer };
  };

  const demand: Exchanges['demand'] = async (verb, exchange, bindings) => {
    const { verdict, answer } = await ask(verb, exchange, bindings);
    if (verdict === 'expected') return answer;
    throw toError(
      verdict === 'refused' ? 'Rekey.CredentialRefused' : 'Rekey.TargetFailed',
      verb,
      answer,
    );
  };

  return {
    ask,
    demand,
    remove: async (verb, removal, bindings) => {
      const { verdict, answer } = await ask(verb, removal, bindings);
      if (verdict === 'expected') return;
      const gone =
        removal.gone === undefined
          ? answer.status === 404
          : await expressions.decide(
              removal.gone,
              { ...bindings, response: answer },
              `${verb}.gone`,
            );
      if (gone) return;
      throw toError(
        verdict === 'refused' ? 'Rekey.CredentialRefused' : 'Rekey.TargetFailed',
        verb,
        answer,
      );
    },
  };
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
  code: 'Rekey.Transient' | 'Rekey.CredentialRefused' | 'Rekey.TargetFailed',
  verb: string,
  { status, milliseconds }: HttpAnswer,
): RotationError {
  const found = `the target answered ${String(status)} to ${verb}`;
  const message = {
    'Rekey.Transient': `Not now: ${found}.`,
    'Rekey.CredentialRefused': `The credential was refused: ${found}.`,
    'Rekey.TargetFailed': `Not the expected answer: ${found}.`,
  }[code];
  return new RotationError(code, message, { call: `target:${verb}`, status, milliseconds });
}
