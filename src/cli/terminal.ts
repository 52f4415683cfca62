import { relative } from 'node:path';
import { styleText } from 'node:util';
import type { Notice } from '../template/notice.ts';

const colours = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;

/** Text in a style where the terminal shows it, plain elsewhere. */
export const styled = (style: Parameters<typeof styleText>[0], text: string): string =>
  colours ? styleText(style, text) : text;

export const printLine = (line = ''): void => void process.stdout.write(`${line}\n`);
export const printJson = (value: object): void => printLine(JSON.stringify(value));
export const printProblem = (line: string): void => void process.stderr.write(`${line}\n`);

const KINDS = { error: 'error', notHonoured: 'not honoured', difference: 'differs', note: 'note' } as const;

/** `template.yaml:12:5  not honoured  UserApi: ...`, with its hint below. */
export function noticeLines(notices: readonly Notice[]): string[] {
  return notices.flatMap(({ kind, message, place, hint }) => {
    const where = place ? `${relative(process.cwd(), place.file) || place.file}:${place.line}:${place.column}` : '';
    const colour = kind === 'error' ? 'red' : kind === 'notHonoured' ? 'yellow' : 'dim';
    const line = `${where}${where && '  '}${styled(colour, KINDS[kind])}  ${message}`;
    return hint === undefined ? [line] : [line, `  → ${hint}`];
  });
}

/** Says what takes longer than half a second, as it happens; silent when everything is quick. */
export class Progress {
  readonly #write: (line: string) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** `step` is what happens now; an empty one ends the progress. */
  readonly show = (step: string): void => {
    clearTimeout(this.#timer);
    if (step === '') return;
    this.#timer = setTimeout(() => this.#write(`${step} ...`), 500);
    this.#timer.unref();
  };
}
