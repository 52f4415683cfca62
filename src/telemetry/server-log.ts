/** samlet's own log: what the person who started it should see. */
export interface ServerLog {
  info(message: string): void;
  warn(message: string): void;
  /** A fault of ours: the whole error goes to the log, never to a client. */
  error(message: string, error?: unknown): void;
  /** Says `message` the first time `key` comes up, and never again. */
  once(key: string, message: string): void;
  /** The message of `key` has been said in another way. */
  markSaid(key: string): void;
}

/** Writes each line through `write`; errors with their stacks. */
export function serverLog(write: (level: 'info' | 'warn' | 'error', message: string) => void): ServerLog {
  const said = new Set<string>();
  return {
    info: (message) => write('info', message),
    warn: (message) => write('warn', message),
    error: (message, error) =>
      write(
        'error',
        error === undefined ? message : `${message}\n${error instanceof Error ? error.stack : String(error)}`,
      ),
    markSaid: (key) => void said.add(key),
    once(key, message) {
      if (said.has(key)) return;
      said.add(key);
      write('warn', message);
    },
  };
}
