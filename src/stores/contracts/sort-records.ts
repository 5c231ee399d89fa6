import { setTimeout as sleep } from 'node:timers/promises'
import type { PlainRecord } from '../../domain/entities/entity.js'
import type { ListPage, ListRequest } from './record-access.js'

/** Records of several pages are sorted at a time, because the next ones take as long as the first. */
export const SORTED_RECORDS = 1000
/** After this time, a page without records says that they are being sorted. */
const STEP_MS = 150

/** Sorts records by reading all of them, as an order requires that no index has. */
export interface RecordSorter<Position> {
  /** The first `SORTED_RECORDS` records after a position. */
  sort(passed: Position | undefined): Promise<readonly PlainRecord[]>
  toPosition(record: PlainRecord): Position
  /** About how many records there are. */
  count(): Promise<number>
}

/** Where a list continues: with records that are being sorted, or that are left. */
type SortState<Position> =
  | { readonly sorting: Promise<readonly PlainRecord[]>; readonly total: Promise<number> }
  | { readonly records: readonly PlainRecord[]; readonly passed: Position | undefined }

/** A page of sorted records; none, if sorting takes longer than a step: `next` continues it. */
export async function listSorted<Position>(
  sorter: RecordSorter<Position>,
  { size, after }: Pick<ListRequest, 'size' | 'after'>,
): Promise<Pick<ListPage, 'records' | 'next' | 'total'>> {
  const state = (after as SortState<Position> | undefined) ?? startSorting(sorter, undefined)
  if ('records' in state && (state.records.length > 0 || state.passed === undefined))
    return takePage(state.records, state.passed, size)
  const started = 'sorting' in state ? state : startSorting(sorter, state.passed)
  const sorted = await waitForStep(started.sorting)
  if (sorted === undefined) return { records: [], next: started, total: await started.total }
  const last = sorted.at(-1)
  const isLast = sorted.length < SORTED_RECORDS || last === undefined
  return takePage(sorted, isLast ? undefined : sorter.toPosition(last), size)
}

function startSorting<Position>(
  sorter: RecordSorter<Position>,
  passed: Position | undefined,
): Extract<SortState<Position>, { readonly sorting: unknown }> {
  const sorting = sorter.sort(passed)
  // A page that is closed does not wait for it.
  sorting.catch(() => {})
  return { sorting, total: sorter.count().catch(() => 0) }
}

/** Undefined after the time of a step. */
async function waitForStep<T>(work: Promise<T>): Promise<T | undefined> {
  const ended = new AbortController()
  const step = sleep(STEP_MS, undefined, { signal: ended.signal })
  try {
    return await Promise.race([work, step])
  } finally {
    step.catch(() => {})
    ended.abort()
  }
}

/** `passed`: the position of the last of the records, if there are further ones. */
function takePage(
  records: readonly PlainRecord[],
  passed: unknown,
  size: number,
): Pick<ListPage, 'records' | 'next'> {
  const left = records.slice(size)
  const isEnd = left.length === 0 && passed === undefined
  return {
    records: records.slice(0, size),
    ...(isEnd ? {} : { next: { records: left, passed } satisfies SortState<unknown> }),
  }
}
