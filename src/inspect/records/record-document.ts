import { tryFindRecords } from './find-records.js'
import type { InspectableEntity } from '../../domain/entities/registry.js'
import type {
  DecodedKey,
  PlainRecord,
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
  /** The fields that homemanager does not know, if there are any. */
  readonly unknownFields?: readonly string[]
  /** From depth 1. From depth 2, each reference to an existing record contains its document. */
  readonly references?: readonly (Reference & { readonly document?: RecordDocument })[]
  readonly sections?: Readonly<Record<string, SectionDocument>>
}

export interface SectionDocument {
  readonly store: string
  readonly query: string
  readonly items: readonly (PlainRecord | RecordDocument)[]
  /** True if the list has more rows than `items`. */
  readonly hasMore: boolean
  /** Totals of all rows, one per currency, if the rows have amounts. */
  readonly totals?: readonly SectionTotal[]
  /** The rows that are inconsistent: ✗ `dangling` or ≠ `stale`, with the reason. */
  readonly inconsistencies?: readonly Omit<SectionItem, 'title' | 'cells' | 'record'>[]
  /** Why the rows could not be read. */
  readonly error?: string
}

export interface RecordDocumentOptions {
  /** 0: the record only. 1: also its references and sections. 2 or more: also the documents of these records. */
  readonly depth: number
  /** Rows per section. */
  readonly size: number
}

/** Builds the JSON document of a record. Records that are already on the path to it are not repeated. */
export async function buildRecordDocument(
  stores: RecordSources,
  view: RecordView,
  options: RecordDocumentOptions,
  seen: ReadonlySet<string> = new Set(),
): Promise<RecordDocument> {
  const { kind, id, title, store, query, record, keys, unknownFields } = view
  const unknown = unknownFields.length === 0 ? {} : { unknownFields }
  const base: RecordDocument = { kind, id, title, store, query, record, keys, ...unknown }
  if (options.depth === 0) return base
  const shown = new Set([...seen, `${kind} ${id}`])
  const nested = { ...options, depth: options.depth - 1 }
  const expand = async (
    targetKind: InspectableEntity | undefined,
    targetId: string | undefined,
  ): Promise<RecordDocument | undefined> => {
    if (
      nested.depth === 0 ||
      targetKind === undefined ||
      targetId === undefined ||
      shown.has(`${targetKind} ${targetId}`)
    )
      return undefined
    const [found] = await tryFindRecords(stores, targetId, targetKind)
    return found && buildRecordDocument(stores, found, nested, shown)
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
  return { ...base, references, sections: Object.fromEntries(sections) }
}

async function buildSectionDocument(
  section: Section,
  size: number,
  expand: (
    kind: InspectableEntity | undefined,
    id: string | undefined,
  ) => Promise<RecordDocument | undefined>,
): Promise<SectionDocument> {
  const { items: shown, hasMore, totals, error } = await readSection(section, size)
  const items = await Promise.all(
    shown.map(async (item) => (await expand(item.kind, item.id)) ?? item.record),
  )
  const inconsistencies = shown
    .filter(({ state = 'found' }) => state !== 'found')
    .map(({ title: _title, cells: _cells, record: _record, ...inconsistency }) => inconsistency)
  return {
    store: section.store,
    query: section.query,
    items,
    hasMore,
    ...(totals === undefined ? {} : { totals }),
    ...(inconsistencies.length === 0 ? {} : { inconsistencies }),
    ...(error === undefined ? {} : { error }),
  }
}
