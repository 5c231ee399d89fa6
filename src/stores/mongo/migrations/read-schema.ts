import { type Document, EJSON } from 'bson'
import type { SchemaObject } from '../../contracts/schema-object.js'
import type { DocumentReader } from '../client/document-reader.js'
import { HISTORY_COLLECTION } from './read-history.js'

/** Reads all collections with their validators and indexes. */
export async function readSchema(reader: DocumentReader): Promise<readonly SchemaObject[]> {
  const found = (await reader.listCollections())
    .map(({ name, type, options }) => ({ name: String(name), type: String(type), options }))
    .filter(({ name, type }) => type !== 'view' && name !== HISTORY_COLLECTION && !name.startsWith('system.'))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const perCollection = await Promise.all(
    found.map(async ({ name, options }) => [
      { kind: 'collection', name, definition: 'collection' },
      { kind: 'validator', name, parent: name, definition: toExtendedJson(options?.validator ?? {}) },
      ...(await reader.listIndexes(name))
        .filter((index) => index['name'] !== '_id_')
        .map((index) => ({
          kind: 'index',
          name: `${name}.${String(index['name'])}`,
          parent: name,
          definition: toExtendedJson(normalizeIndex(index)),
        })),
    ]),
  )
  return perCollection.flat()
}

/** Removes fields that differ between engines without changing the index, such as its version. */
function normalizeIndex({
  v: _v,
  ns: _ns,
  '2dsphereIndexVersion': _version,
  background: _b,
  ...rest
}: Document): Document {
  return rest
}

function toExtendedJson(document: Document): string {
  return EJSON.stringify(document, { relaxed: true })
}
