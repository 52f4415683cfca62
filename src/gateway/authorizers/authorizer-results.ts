import { Lru } from '../../std/lru.ts';
import type { AuthorizerAnswer } from './authorizer-answer.ts';

/** What authorizers answered lately, by stage and by what identifies the caller. */
export interface AuthorizerResults {
  find(stage: string, identity: string, nowMs: number): AuthorizerAnswer | undefined;
  keep(stage: string, identity: string, answer: AuthorizerAnswer, untilMs: number): void;
  /** Forgets all answers for a stage. */
  flush(stage: string): void;
}

/** For each stage: a flood of made-up tokens forgets the oldest. */
const KEPT = 10_000;

interface Kept {
  readonly answer: AuthorizerAnswer;
  readonly untilMs: number;
}

export function authorizerResults(): AuthorizerResults {
  const stages = new Map<string, Lru<string, Kept>>();
  return {
    find(stage, identity, nowMs) {
      const kept = stages.get(stage)?.get(identity);
      return kept !== undefined && nowMs < kept.untilMs ? kept.answer : undefined;
    },
    keep(stage, identity, answer, untilMs) {
      let results = stages.get(stage);
      if (results === undefined) {
        results = new Lru(KEPT);
        stages.set(stage, results);
      }
      results.set(identity, { answer, untilMs });
    },
    flush: (stage) => void stages.delete(stage),
  };
}
