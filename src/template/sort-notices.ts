import type { Notice } from './notice.ts';

const ORDER: Readonly<Record<Notice['kind'], number>> = { error: 0, notHonoured: 1, difference: 1, note: 1 };

/** Errors first, then by line. */
export function sortNotices(notices: readonly Notice[]): readonly Notice[] {
  return [...notices].sort(
    (a, b) =>
      ORDER[a.kind] - ORDER[b.kind] ||
      (a.place?.file ?? '').localeCompare(b.place?.file ?? '') ||
      (a.place?.line ?? 0) - (b.place?.line ?? 0),
  );
}
