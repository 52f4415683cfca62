/** Runs tasks one after the other. A task must not start another one and wait for it. */
export type Turns = <T>(task: () => Promise<T>) => Promise<T>;

export function inTurn(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const turn = last.then(task, task);
    last = turn.catch(() => undefined);
    return turn;
  };
}
