// The kinds of target that the tag rekey:target may name. A new one is a line here and one in src/targets/load.ts.
export const targetNames = [
  'aws-access-key',
  'generated',
  'http-api',
  'jwks',
  'ldap',
  'manual',
  'mongodb',
  'mysql',
  'oauth-client',
  'oracle',
  'postgres',
  'rabbitmq',
  'redis',
  'redshift',
  'sqlserver',
  'ssh-key',
] as const;
