import { readFileSync } from 'node:fs';

const MB = 1024 * 1024;
const MAX_DEPTH = 8;

export interface ProcessMemory {
  /** Everything resident, shared pages included: what a REPORT line shows. */
  readonly residentMb: number;
  /** Without pages that files back: the interpreter's own code does not count against a function's limit. */
  readonly ownMb: number;
}

let pageBytes: number | undefined;

/** The kernel's page size, from our own memory in bytes and in pages: 4, 16 or 64 KB. */
function pageSize(): number {
  if (pageBytes === undefined) {
    const [, pages = '1'] = readFileSync('/proc/self/statm', 'latin1').split(' ');
    pageBytes = 2 ** Math.round(Math.log2(process.memoryUsage.rss() / Number(pages)));
  }
  return pageBytes;
}

/** The memory of a process and its descendants; zeros where the system has no /proc or the process is gone. */
export function processMemory(pid: number): ProcessMemory {
  let resident = 0;
  let own = 0;
  const visit = (id: string, depth: number): void => {
    let children: string;
    try {
      const [, pages = '0', shared = '0'] = readFileSync(`/proc/${id}/statm`, 'latin1').split(' ');
      resident += Number(pages);
      own += Number(pages) - Number(shared);
      children = readFileSync(`/proc/${id}/task/${id}/children`, 'latin1');
    } catch {
      return;
    }
    if (depth < MAX_DEPTH) for (const child of children.split(' ')) if (child !== '') visit(child, depth + 1);
  };
  visit(String(pid), 0);
  if (resident === 0) return { residentMb: 0, ownMb: 0 };
  return { residentMb: (resident * pageSize()) / MB, ownMb: (own * pageSize()) / MB };
}
