// Bundles the Lambdas before osls zips them.
module.exports = class BundleFunctions {
  constructor() {
    const bundle = async () => await (await import('./functions.mjs')).bundleFunctions();
    this.hooks = { 'before:package:createDeploymentArtifacts': bundle };
  }
};
