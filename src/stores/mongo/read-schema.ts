import { EJSON } from 'bson'
import type { Document } from 'mongodb'
import type { SchemaObject } from '../schema-object.js'
import { LEDGER_COLLECTION } from './mongo-ledger.js'
import type { MongoStore } from './mongo-store.js'

/** Collections, their validators and their indexes. */
export async function readSchema(store: MongoStore): Promise<readonly SchemaObject[]> {
  const found = await store.db.listCollections({}, { nameOnly: false }).toArray()
  const names = found
    .filter(({ name, type }) => type !== 'view' && name !== LEDGER_COLLECTION && !name.startsWith('system.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const perCollection = await Promise.all(
    names.map(async (collection) => {
      const options: Document = ('options' in collection && collection.options) || {}
      const { name } = collection
      const indexes = await store.db.collection(name).listIndexes().toArray()
      return [
        { kind: 'collection', name, definition: 'collection' },
        { kind: 'validator', name, parent: name, definition: text(options['validator'] ?? {}) },
        ...indexes
          .filter((index) => index['name'] !== '_id_')
          .map((index) => ({
            kind: 'index',
            name: `${name}.${String(index['name'])}`,
            parent: name,
            definition: text(stable(index)),
          })),
      ]
    }),
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
