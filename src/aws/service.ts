import type { Clock } from '../std/clock.ts';
import type { Ids } from '../std/ids.ts';
import type { Access } from './access.ts';
import type { Caller, CallOrigin } from './caller.ts';
import type { ResourceType } from './resource-type.ts';

export type { Caller } from './caller.ts';

/**
 * Calls an operation of any service in this process: the same operation function that the wire calls, without
 * serialization. Input and output are the SDK's types of that operation. Throws the operation's `ServiceError`. `as` says
 * for whom: IAM is asked as for a call from outside. Without it samlet itself calls, which IAM does not limit.
 */
// biome-ignore lint/suspicious/noExplicitAny: the SDK's own type of the operation's output is the caller's to name
export type CallService = (service: string, operation: string, input: unknown, as?: Caller) => Promise<any>;

/** Who is calling, where, and with which clock: everything an operation may know about its caller. */
export interface CallContext<State> {
  readonly account: string;
  readonly region: string;
  readonly requestId: string;
  readonly caller: Caller;
  /** How the call came; `undefined` for a call within samlet. */
  readonly origin?: CallOrigin;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly state: State;
  readonly callService: CallService;
}

/** Body bytes that are already in the protocol's own form, for answers that need no serialization (GetItem). */
export class EncodedAnswer {
  readonly body: Uint8Array;

  constructor(body: Uint8Array) {
    this.body = body;
  }
}

/**
 * An AWS operation. Input and output have the SDK's own types (`PutItemCommandInput`, `PutItemCommandOutput`): dates are
 * `Date`, blobs `Uint8Array`. May answer an `EncodedAnswer` instead.
 */
export interface Operation<State, Input, Output> {
  (input: Input, call: CallContext<State>): Promise<Output> | Output;
  /** What IAM must allow; stated below the operation's function, in its file. */
  // biome-ignore lint/suspicious/noExplicitAny: one statement may serve operations of several inputs
  access: Access<any, any>;
}

export interface ServiceDefinition<Platform, State> {
  /** The folder's name, which is the AWS CLI's name of the service: `dynamodb`, `logs`, `cloudwatch`. */
  readonly id: string;
  /** The name in a signature's credential scope, when it is not the id (`monitoring` for `cloudwatch`). */
  readonly signingName?: string;
  /** The official client package: wire protocol, shapes and error codes come from its exported schemas. */
  readonly client: () => Promise<object>;
  /** `wire`: inputs stay as JSON.parse gave them and outputs go through JSON.stringify, for services whose handlers read the wire's own form. */
  readonly shapes?: 'sdk' | 'wire';
  /**
   * The members (of any structure) that hold doubles, or lists or maps of them: the clients' schemas know numbers only,
   * but AWS writes a whole double as `6.0`.
   */
  readonly doubles?: readonly string[];
  /** Operations that take calls without a signature, for who has no keys yet. */
  readonly unsigned?: readonly string[];
  readonly newState: (platform: Platform) => State;
  /** Stops what the state started: watchers, timers. */
  readonly stop?: (state: State) => Promise<void>;
  // biome-ignore lint/suspicious/noExplicitAny: operations of one service differ in input
  readonly operations: Readonly<Record<string, Operation<State, any, unknown>>>;
  /** The CloudFormation types that this service deploys. */
  // biome-ignore lint/suspicious/noExplicitAny: resource types of one service differ in properties
  readonly resources?: readonly ResourceType<State, any>[];
}
