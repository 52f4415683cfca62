import { records } from '../../store/records.ts';
import type { Store } from '../../store/store.ts';
import type { UploadedCode } from './function-record.ts';

/** A layer's content: uploaded, or a folder of the user's that is used as it stands. */
export type LayerContent =
  | UploadedCode
  | { readonly kind: 'local'; readonly path: string; readonly sha256: string; readonly sizeBytes: number };

export interface LayerVersionRecord {
  readonly version: number;
  readonly description: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly content: LayerContent;
  readonly compatibleRuntimes?: readonly string[];
  readonly compatibleArchitectures?: readonly string[];
  readonly licenseInfo?: string;
}

export interface LayerRecord {
  readonly name: string;
  /** Without a version. */
  readonly arn: string;
  readonly nextVersion: number;
  /** In the order they were published; deleted ones are gone. */
  readonly versions: readonly LayerVersionRecord[];
}

/** All layers, kept in the store. */
export interface LayerCatalog {
  find(layerArn: string): Promise<LayerRecord | undefined>;
  list(where: { readonly account: string; readonly region: string }): Promise<LayerRecord[]>;
  all(): Promise<LayerRecord[]>;
  change<Result>(
    layerArn: string,
    decide: (record: LayerRecord | undefined) => { readonly value: LayerRecord; readonly result: Result },
  ): Promise<Result>;
}

export function layerCatalog(store: Store): LayerCatalog {
  const kept = records<LayerRecord>(store, 'lambda', 'layer');
  return {
    find: (layerArn) => kept.get(layerArn),
    list: ({ account, region }) => kept.list({ prefix: `arn:aws:lambda:${region}:${account}:layer:` }),
    all: () => kept.list(),
    change: (layerArn, decide) => kept.update(layerArn, decide),
  };
}

export const layerArn = (name: string, where: { readonly account: string; readonly region: string }) =>
  `arn:aws:lambda:${where.region}:${where.account}:layer:${name}`;

const VERSION_ARN = /^(arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]+:(\d{12}):layer:[a-zA-Z0-9-_]+):(\d+)$/;

/** The parts of a layer version's ARN; `undefined` when it is none. */
export function readLayerVersionArn(
  arn: string,
): { readonly layerArn: string; readonly account: string; readonly version: number } | undefined {
  const match = VERSION_ARN.exec(arn);
  if (match === null) return undefined;
  return { layerArn: match[1] ?? '', account: match[2] ?? '', version: Number(match[3]) };
}
