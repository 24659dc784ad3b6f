exports.handler = async (event) => {
  process.stdout.write('hello from the log\n');
  return { hello: event.name ?? 'nobody' };
};
