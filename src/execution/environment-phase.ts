/** The life of an execution environment, in AWS's words. The table is the whole rule: no other move is legal. */
const MOVES = {
  init: ['ready', 'shutdown'],
  ready: ['invoke', 'shutdown'],
  invoke: ['ready', 'shutdown'],
  shutdown: ['gone'],
  gone: [],
} as const satisfies Record<string, readonly string[]>;

export type EnvironmentPhase = keyof typeof MOVES;

/** The phase moved to; throws when the table does not know the move. */
export function movePhase(from: EnvironmentPhase, to: EnvironmentPhase): EnvironmentPhase {
  if (!(MOVES[from] as readonly EnvironmentPhase[]).includes(to)) {
    throw new Error(`An execution environment cannot go from ${from} to ${to}`);
  }
  return to;
}
