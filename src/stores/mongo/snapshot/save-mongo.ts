import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Collection, Document } from 'mongodb'
import { createPrivateDirectory } from '../../../core/create-directory.js'
import { joinChunks } from '../../../core/join-chunks.js'
import type { MongoEndpoint } from '../../../core/store-types.js'
import type { PortableOptions, PortablePart, PortableTable } from '../../contracts/portable-snapshot.js'
import { SCAN_FETCH_SIZE } from '../../scan-page-size.js'
import { openMongoStore } from '../client/mongo-store.js'
import { isRehearsal } from '../data/rehearsal-collection.js'
import { type DumpedCollection, formatMetadata, toDumpFileName } from './mongodump-files.js'

/** With BSON types, so that the extended JSON of metadata has them. */
const TYPED = { promoteValues: false, promoteLongs: false } as const

/** Writes the collections and views of the database in the layout of mongodump. */
export async function saveMongo(
  endpoint: MongoEndpoint,
  directory: string,
  { signal, onProgress }: PortableOptions,
): Promise<PortablePart> {
  await using store = openMongoStore(endpoint)
  const { db } = store
  const target = path.join(directory, toDumpFileName(db.databaseName))
  createPrivateDirectory(target)
  const listed = await db.listCollections({}, TYPED).toArray()
  const counts = { records: 0, bytes: 0 }
  const tables: PortableTable[] = []
  for (const found of listed.toSorted((a, b) => (a.name < b.name ? -1 : 1)) as readonly ListedCollection[]) {
    signal.throwIfAborted()
    if (found.name.startsWith('system.') || isRehearsal(found)) continue
    const isView = found.type === 'view'
    const collection = db.collection(found.name)
    const dumped: DumpedCollection = {
      name: found.name,
      type: found.type,
      options: found.options ?? {},
      indexes: isView ? [] : await collection.listIndexes(TYPED).toArray(),
      file: path.join(target, toDumpFileName(found.name)),
    }
    const text = formatMetadata(dumped, found.info?.uuid?.toString('hex'))
    await writeFile(`${dumped.file}.metadata.json`, text, { mode: 0o600 })
    counts.bytes += Buffer.byteLength(text)
    if (isView) continue
    const before = counts.records
    const documents = readDocuments(collection, (bytes) => {
      counts.records++
      counts.bytes += bytes
      if (counts.records % SCAN_FETCH_SIZE === 0) onProgress(counts.records, counts.bytes)
    })
    const chunks = Readable.from(joinChunks(documents), { objectMode: false })
    await pipeline(chunks, createWriteStream(`${dumped.file}.bson`, { mode: 0o600 }), { signal })
    onProgress(counts.records, counts.bytes)
    tables.push({ name: found.name, records: counts.records - before })
  }
  return { ...counts, tables }
}

interface ListedCollection {
  readonly name: string
  readonly type: string
  readonly options?: Document
  readonly info?: { readonly uuid?: { toString(encoding: 'hex'): string } }
}

async function* readDocuments(
  collection: Collection,
  onDocument: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const cursor = collection.find({}, { raw: true, batchSize: SCAN_FETCH_SIZE })
  for await (const document of cursor) {
    const bytes = document as unknown as Uint8Array
    onDocument(bytes.length)
    yield bytes
  }
}
