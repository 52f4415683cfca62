/** The sizes a cache cluster comes in, in GB, as API Gateway names them. */
export const CLUSTER_SIZES = ['0.5', '1.6', '6.1', '13.5', '28.4', '58.2', '118', '237'] as const;

/** Of a cluster that is asked for without a size. */
export const DEFAULT_CLUSTER_SIZE = '0.5';

const GIB = 1024 ** 3;

export function clusterBytes(size: string | undefined): number {
  const known = CLUSTER_SIZES.find((one) => one === size);
  return Math.floor(Number(known ?? DEFAULT_CLUSTER_SIZE) * GIB);
}
