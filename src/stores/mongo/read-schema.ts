import { type Document, EJSON } from 'bson'
import type { SchemaObject } from '../schema-object.js'
import type { DocumentReader } from './document-reader.js'
import { LEDGER_COLLECTION } from './read-ledger.js'

/** Collections, their validators and their indexes. */
export async function readSchema(reader: DocumentReader): Promise<readonly SchemaObject[]> {
  const found = (await reader.listCollections())
    .map(({ name, type, options }) => ({ name: String(name), type: String(type), options }))
    .filter(({ name, type }) => type !== 'view' && name !== LEDGER_COLLECTION && !name.startsWith('system.'))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const perCollection = await Promise.all(
    found.map(async ({ name, options }) => [
      { kind: 'collection', name, definition: 'collection' },
      { kind: 'validator', name, parent: name, definition: text(options?.validator ?? {}) },
      ...(await reader.listIndexes(name))
        .filter((index) => index['name'] !== '_id_')
        .map((index) => ({
          kind: 'index',
          name: `${name}.${String(index['name'])}`,
          parent: name,
          definition: text(stable(index)),
        })),
    ]),
  )
  return perCollection.flat()
}

/** The version of an index differs between engines, and says nothing about what it does. */
function stable({
  v: _v,
  ns: _ns,
  '2dsphereIndexVersion': _version,
  background: _b,
  ...rest
}: Document): Document {
  return rest
}

function text(document: Document): string {
  return EJSON.stringify(document, { relaxed: true })
}
