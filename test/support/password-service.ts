// A service with one user and one password, which dies the moment another is set: the harshest kind of target.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compileRecipe } from '../../src/targets/recipe/compile.ts';
import type { TargetFixture } from '../contract/fixture.ts';

export interface PasswordService {
  readonly url: string;
  /** Forgets the user and takes this password. */
  reset(password: string): void;
  accepts(password: string): boolean;
  setFault(
    fault: ((password: string) => 'refuse' | 'lose-answer' | 'echo' | undefined) | undefined,
  ): void;
  close(): Promise<void>;
}

/** How it is rotated. */
export const onePasswordRecipe = compileRecipe(
  `name: one-password
overlap: none
secret: { baseUrl: url, password: secret }
create: { generate: { password: { length: 40, alphabet: url-safe } } }
set:
  request:
    method: PUT
    url: "{% $current.baseUrl & '/password' %}"
    headers: { authorization: "{% 'Bearer ' & $current.password %}" }
    body: { password: "{% $pending.password %}" }
test:
  request:
    method: GET
    url: "{% $pending.baseUrl & '/' %}"
    headers: { authorization: "{% 'Bearer ' & $pending.password %}" }
`,
  'one-password.yaml',
);

export async function startPasswordService(): Promise<PasswordService> {
  let known = '';
  let fault: Parameters<PasswordService['setFault']>[0];

  const judge = (
    method: string | undefined,
    password: string,
    body: string,
    wrong: string | undefined,
  ): number => {
    if (wrong === 'refuse') return 503;
    if (wrong === 'echo') return 418;
    if (password !== known) return 401;
    if (method === 'PUT') known = (JSON.parse(body) as { password: string }).password;
    return 204;
  };
  const server = createServer((request, response) => {
    const password = String(request.headers.authorization).replace('Bearer ', '');
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      const wrong = fault?.(password);
      const status = judge(request.method, password, body, wrong);
      if (wrong === 'lose-answer') response.destroy();
      else response.writeHead(status).end(wrong === 'echo' ? password + body : '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    reset: (password) => {
      known = password;
    },
    accepts: (password) => password === known,
    setFault: (next) => {
      fault = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** The half of a contract's fixture that breaks its requests. */
export function toPasswordFaults(
  service: PasswordService,
): Pick<TargetFixture, 'failRequest' | 'hasFailed'> {
  let failed = false;
  return {
    failRequest: (index, when) => {
      failed = false;
      let seen = 0;
      service.setFault(() => {
        seen += 1;
        if (seen - 1 !== index) return undefined;
        failed = true;
        return when === 'before' ? 'refuse' : 'lose-answer';
      });
    },
    hasFailed: () => failed,
  };
}
