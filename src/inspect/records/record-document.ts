import { HomeError } from '../../core/home-error.js'
import { INSPECT_ERRORS } from '../inspect-errors.js'
import { findRecords } from './find-record.js'
import type {
  DecodedKey,
  PlainRecord,
  RecordKind,
  RecordSources,
  RecordView,
  Reference,
  Section,
} from './record-view.js'

/** What `inspect --json` answers. */
export interface RecordDocument {
  readonly kind: RecordKind
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
}

export interface DocumentOptions {
  /** 0: the record alone. 1: with what it refers to and what belongs to it. 2 and more: those in full as well. */
  readonly depth: number
  /** Rows per section. */
  readonly size: number
}

/** A record as one JSON document. Records that were already shown further up are not shown again. */
export async function recordDocument(
  stores: RecordSources,
  view: RecordView,
  options: DocumentOptions,
  seen: ReadonlySet<string> = new Set(),
): Promise<RecordDocument> {
  const { kind, id, title, store, query, record, keys } = view
  const own: RecordDocument = { kind, id, title, store, query, record, keys }
  if (options.depth === 0) return own
  const shown = new Set([...seen, `${kind} ${id}`])
  const below = { ...options, depth: options.depth - 1 }
  const expand = async (
    to: RecordKind | undefined,
    toId: string | undefined,
  ): Promise<RecordDocument | undefined> => {
    if (below.depth === 0 || to === undefined || toId === undefined || shown.has(`${to} ${toId}`))
      return undefined
    const found = await findRecords(stores, toId, to).catch(noneIfNotFound)
    return found && recordDocument(stores, found[0], below, shown)
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
        async (section) => [section.name, await sectionDocument(section, options.size, expand)] as const,
      ),
    ),
  ])
  return { ...own, references, sections: Object.fromEntries(sections) }
}

async function sectionDocument(
  section: Section,
  size: number,
  expand: (kind: RecordKind | undefined, id: string | undefined) => Promise<RecordDocument | undefined>,
): Promise<SectionDocument> {
  const page = await section.page(size)
  const items = await Promise.all(
    page.items.map(async (item) => (await expand(item.kind, item.id)) ?? item.record),
  )
  return { store: section.store, query: section.query, items, more: page.next !== undefined }
}

function noneIfNotFound(error: unknown): undefined {
  if (error instanceof HomeError && error.code === INSPECT_ERRORS.NOT_FOUND.code) return undefined
  throw error
}
