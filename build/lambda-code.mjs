// How all code of a Lambda is made, its own and what lies in files beside it.

/** @returns {import('esbuild').BuildOptions} to be written by the caller */
export function lambdaCode(root) {
  return {
    absWorkingDir: root,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20', // Lambda runs 22, the local endpoint also 20
    supported: { 'dynamic-import': false }, // a require instead: Node's import of CommonJS takes three times as long
    mainFields: ['module', 'main'], // the packages' ES modules: only those lose what is not used
    legalComments: 'none',
    external: ['@smithy/core/event-streams'], // loaded by operations with event streams alone: we call none
    logLevel: 'warning',
    write: false,
  };
}
