// Started by test/sandbox/death.test.ts: runs a function that never yields and says so; arguments: sandbox level, mark.
import type { SandboxLevel } from '../../src/sandbox/sandbox-policy.ts';
import { lambdaLab } from './lambda-functions.ts';

const [level, mark = ''] = process.argv.slice(2);
const lab = lambdaLab({ after: () => {} }, { sandboxLevel: level as SandboxLevel });
const code = `exports.handler = async () => { process.title = ${JSON.stringify(mark)}; console.log("busy"); while (true); }`;
const fn = lab.fn({ 'app.js': code }, { timeoutMs: 60_000 });
void lab.call(fn);
const watch = setInterval(() => {
  if (lab.logs.messages().some((message) => message.endsWith('busy\n'))) {
    clearInterval(watch);
    process.stdout.write('busy\n');
  }
}, 10);
