import { tryFindRecords } from './find-records.js'
import type {
  DecodedKey,
  PlainRecord,
  InspectableEntity,
  RecordSources,
  RecordView,
  Reference,
  Section,
  SectionItem,
  SectionTotal,
} from './record-view.js'
import { readSection } from './read-section.js'

/** What `inspect --json` answers. */
export interface RecordDocument {
  readonly kind: InspectableEntity
  readonly id: string
  readonly title: string
  readonly store: string
  readonly query: string
  readonly record: PlainRecord
  readonly keys: readonly DecodedKey[]
  /** From depth 1. From depth 2 each one that leads somewhere holds the document there. */
  readonly references?: readonly (Reference & { readonly document?: RecordDocument })[]
  readonly sections?: Readonly<Record<string, SectionDocument>>
}

export interface SectionDocument {
  readonly store: string
  readonly query: string
  readonly items: readonly (PlainRecord | RecordDocument)[]
  /** More rows than these exist. */
  readonly more: boolean
  /** Of all rows, where they have amounts: one per currency. */
  readonly totals?: readonly SectionTotal[]
  /** The rows with a fault: ✗ `orphan` or ≠ `stale`, and why. */
  readonly wrong?: readonly Omit<SectionItem, 'title' | 'record'>[]
  /** Why the store did not give the rows. */
  readonly problem?: string
}

export interface RecordDocumentOptions {
  /** 0: the record alone. 1: with what it refers to and what belongs to it. 2 and more: those in full as well. */
  readonly depth: number
  /** Rows per section. */
  readonly size: number
}

/** A record as one JSON document. Records that were already shown further up are not shown again. */
export async function buildRecordDocument(
  stores: RecordSources,
  view: RecordView,
  options: RecordDocumentOptions,
  seen: ReadonlySet<string> = new Set(),
): Promise<RecordDocument> {
  const { kind, id, title, store, query, record, keys } = view
  const own: RecordDocument = { kind, id, title, store, query, record, keys }
  if (options.depth === 0) return own
  const shown = new Set([...seen, `${kind} ${id}`])
  const below = { ...options, depth: options.depth - 1 }
  const expand = async (
    to: InspectableEntity | undefined,
    toId: string | undefined,
  ): Promise<RecordDocument | undefined> => {
    if (below.depth === 0 || to === undefined || toId === undefined || shown.has(`${to} ${toId}`))
      return undefined
    const [found] = await tryFindRecords(stores, toId, to)
    return found && buildRecordDocument(stores, found, below, shown)
  }
  const [references, sections] = await Promise.all([
    view.references().then((all) =>
      Promise.all(
        all.map(async (reference) => {
          const document =
            reference.state === 'orphan' ? undefined : await expand(reference.kind, reference.id)
          return document === undefined ? reference : { ...reference, document }
        }),
      ),
    ),
    Promise.all(
      view.sections.map(
        async (section) => [section.name, await buildSectionDocument(section, options.size, expand)] as const,
      ),
    ),
  ])
  return { ...own, references, sections: Object.fromEntries(sections) }
}

async function buildSectionDocument(
  section: Section,
  size: number,
  expand: (
    kind: InspectableEntity | undefined,
    id: string | undefined,
  ) => Promise<RecordDocument | undefined>,
): Promise<SectionDocument> {
  const { totals, problem, ...page } = await readSection(section, size)
  const items = await Promise.all(
    page.items.map(async (item) => (await expand(item.kind, item.id)) ?? item.record),
  )
  const wrong = page.items
    .filter(({ state = 'found' }) => state !== 'found')
    .map(({ title: _title, record: _record, ...problem }) => problem)
  return {
    store: section.store,
    query: section.query,
    items,
    more: page.next !== undefined,
    ...(totals === undefined ? {} : { totals }),
    ...(wrong.length === 0 ? {} : { wrong }),
    ...(problem === undefined ? {} : { problem }),
  }
}
