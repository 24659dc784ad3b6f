// Bundles and zips the Lambdas in osls's stead.
const { join } = require('node:path');

module.exports = class PackageFunctions {
  constructor({ service, serviceDir }) {
    const pack = async () => {
      const { bundleFunctions } = await import('./functions.mjs');
      const { zipFunctions } = await import('./zip-functions.mjs');
      await bundleFunctions();
      // osls moves what lies there to --package, where one asks for it.
      const folder = join(serviceDir, '.serverless');
      for (const [key, artifact] of zipFunctions(service.functions, serviceDir, folder)) {
        service.functions[key].package = { artifact };
      }
    };
    this.hooks = {
      'before:package:createDeploymentArtifacts': pack,
      'before:package:function:package': pack, // sls deploy function
    };
  }
};
