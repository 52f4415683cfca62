interface Row {
  readonly figure: string;
  readonly value: number | undefined;
  readonly bar: string;
  readonly state: 'met' | 'MISSED' | 'told' | 'skipped';
  readonly detail: string;
}

const rows: Row[] = [];

export function atLeast(figure: string, value: number, bar: number, detail: string): void {
  rows.push({ figure, value, bar: ` (bar >= ${bar})`, state: value >= bar ? 'met' : 'MISSED', detail });
}

export function atMost(figure: string, value: number, bar: number, detail: string): void {
  rows.push({ figure, value, bar: ` (bar <= ${bar})`, state: value <= bar ? 'met' : 'MISSED', detail });
}

/** A figure that has no bar. */
export function told(figure: string, value: number, detail: string): void {
  rows.push({ figure, value, bar: '', state: 'told', detail });
}

export function skipped(figure: string, reason: string): void {
  rows.push({ figure, value: undefined, bar: '', state: 'skipped', detail: reason });
}

export function printReport(): void {
  for (const { figure, value, bar, state, detail } of rows) {
    process.stdout.write(
      `${state.padEnd(7)} ${figure}${value === undefined ? '' : `: ${value.toFixed(2)}`}${bar} - ${detail}\n`,
    );
  }
}
