import { deserialize, EJSON } from 'bson'
import type { EntityRegistry } from '../../../domain/entities/registry.js'
import type { PortableRecord } from '../../contracts/portable-snapshot.js'
import { readBsonFile, readDump } from './mongodump-files.js'

/** Reads the documents of all collections. */
export async function* readMongo(
  directory: string,
  entities: EntityRegistry,
): AsyncGenerator<PortableRecord> {
  for (const { name, type, file } of await readDump(directory)) {
    if (type === 'view') continue
    const entity = entities.ofStore('mongo').find(({ place }) => place.collection === name)
    for await (const bytes of readBsonFile(`${file}.bson`)) {
      const document = deserialize(bytes, { promoteValues: false, bsonRegExp: true })
      const fields = new Map(Object.entries(document).map(([field, value]) => [field, toText(value)]))
      const key = fields.get('_id') ?? ''
      const { _id: id } = document
      yield { kind: entity?.plural ?? name, key, id: typeof id === 'string' ? id : key, fields }
    }
  }
}

function toText(value: unknown): string {
  return EJSON.stringify(value, { relaxed: false })
}
