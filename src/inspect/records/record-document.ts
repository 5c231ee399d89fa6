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

/** The output of `inspect --json`. */
export interface RecordDocument {
  readonly kind: InspectableEntity
  readonly id: string
  readonly title: string
  readonly store: string
  readonly query: string
  readonly record: PlainRecord
  readonly keys: readonly DecodedKey[]
  /** From depth 1. From depth 2, each reference that resolves includes the document of its target. */
  readonly references?: readonly (Reference & { readonly document?: RecordDocument })[]
  readonly sections?: Readonly<Record<string, SectionDocument>>
}

export interface SectionDocument {
  readonly store: string
  readonly query: string
  readonly items: readonly (PlainRecord | RecordDocument)[]
  /** True if the list has more rows than `items`. */
  readonly hasMore: boolean
  /** Totals of all rows, one per currency; only for lists of amounts. */
  readonly totals?: readonly SectionTotal[]
  /** The rows that are inconsistent: ✗ `dangling` or ≠ `stale`, with the reason. */
  readonly inconsistencies?: readonly Omit<SectionItem, 'title' | 'record'>[]
  /** Why the store could not return the rows. */
  readonly error?: string
}

export interface RecordDocumentOptions {
  /** 0: only the record. 1: also its references and lists. 2 or more: also the records they contain. */
  readonly depth: number
  /** Rows per section. */
  readonly size: number
}

/** Builds the document of a record. A record that already occurs on the path is not expanded again. */
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
            reference.state === 'dangling' ? undefined : await expand(reference.kind, reference.id)
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
  const { totals, error, ...page } = await readSection(section, size)
  const items = await Promise.all(
    page.items.map(async (item) => (await expand(item.kind, item.id)) ?? item.record),
  )
  const inconsistencies = page.items
    .filter(({ state = 'found' }) => state !== 'found')
    .map(({ title: _title, record: _record, ...inconsistency }) => inconsistency)
  return {
    store: section.store,
    query: section.query,
    items,
    hasMore: page.next !== undefined,
    ...(totals === undefined ? {} : { totals }),
    ...(inconsistencies.length === 0 ? {} : { inconsistencies }),
    ...(error === undefined ? {} : { error }),
  }
}
