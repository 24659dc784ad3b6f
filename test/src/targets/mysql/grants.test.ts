// What SHOW GRANTS of MySQL tells, as statements for another account. MariaDB's is tried on the real server.
import { expect, test } from '@jest/globals';
import type { Dialect } from '../../../../src/targets/mysql/account.ts';
import { listGrants } from '../../../../src/targets/mysql/grants.ts';

const from = { username: 'app', host: '%' };
const to = { username: 'app_clone', host: '%' };

test.each([
  ['GRANT USAGE ON *.* TO `app`@`%`', []],
  [
    'GRANT SELECT, INSERT ON `shop`.* TO `app`@`%`',
    ['GRANT SELECT ON `shop`.* TO `app_clone`@`%`', 'GRANT INSERT ON `shop`.* TO `app_clone`@`%`'],
  ],
  [
    'GRANT SELECT (`id`, `name`), DELETE ON `shop`.`orders` TO `app`@`%` WITH GRANT OPTION',
    [
      'GRANT SELECT (`id`) ON `shop`.`orders` TO `app_clone`@`%`',
      'GRANT SELECT (`name`) ON `shop`.`orders` TO `app_clone`@`%`',
      'GRANT DELETE ON `shop`.`orders` TO `app_clone`@`%`',
      'GRANT USAGE ON `shop`.`orders` TO `app_clone`@`%` WITH GRANT OPTION',
    ],
  ],
  [
    'GRANT BACKUP_ADMIN,ROLE_ADMIN ON *.* TO `app`@`%` WITH GRANT OPTION',
    [
      'GRANT BACKUP_ADMIN ON *.* TO `app_clone`@`%` WITH GRANT OPTION',
      'GRANT ROLE_ADMIN ON *.* TO `app_clone`@`%` WITH GRANT OPTION',
    ],
  ],
  [
    'GRANT `reader`@`%`,`writer`@`%` TO `app`@`%` WITH ADMIN OPTION',
    [
      'GRANT `reader`@`%` TO `app_clone`@`%` WITH ADMIN OPTION',
      'GRANT `writer`@`%` TO `app_clone`@`%` WITH ADMIN OPTION',
    ],
  ],
  [
    "GRANT SELECT ON `shop`.* TO 'app'@'%'", // MySQL 5.7
    ['GRANT SELECT ON `shop`.* TO `app_clone`@`%`'],
  ],
  [
    'REVOKE SELECT ON `mysql`.* FROM `app`@`%`', // partial revokes
    ['REVOKE SELECT ON `mysql`.* FROM `app_clone`@`%`'],
  ],
])('%s', async (grant, statements) => {
  const session = { query: async () => [{ 'Grants for app@%': grant }] };
  const dialect = { listDefaultRoles: async () => [] } as unknown as Dialect;
  expect(await listGrants(session, dialect, from, to)).toEqual(statements);
});
