import type { Clock } from '../../std/clock.ts';
import type { ChangeStreams } from '../../streams/change-streams.ts';

export interface DynamodbStreamsState {
  readonly changeStreams: ChangeStreams;
  readonly clock: Clock;
}
