import type { StoreName } from '../../core/store-name.js'
import type { Place } from '../../domain/entities/entity.js'
import type { EntityRegistry } from '../../domain/entities/registry.js'
import { formatAddress } from '../../inspect/pages/address.js'
import type { Row } from '../../inspect/pages/page.js'
import type { SchemaObject } from '../../stores/contracts/schema-object.js'
import { omitPublic } from './schema-parts.js'

/** Opens the records of a table or a collection, or its rows if it has those of no entity. */
export function toRowsLink(entities: EntityRegistry, store: StoreName, { name }: SchemaObject): Row {
  const entity = entities.all.find(
    ({ place }) => place.store === store && getTable(place) === omitPublic(name),
  )
  const text = toStatement(store, name)
  return {
    cells: [{ text: '→', tone: 'accent' }, { text: `open the ${entity?.plural ?? 'rows'}` }],
    target:
      entity === undefined
        ? formatAddress('query', [], { store, text })
        : formatAddress('records', [entity.name]),
    isDetail: true,
  }
}

/** Undefined for DynamoDB: its table has the items of several entities. */
function getTable(place: Place): string | undefined {
  if (place.store === 'postgres') return place.table
  return place.store === 'mongo' ? place.collection : undefined
}

/** Names of PostgreSQL are quoted where they need it. */
function toStatement(store: StoreName, name: string): string {
  if (store === 'postgres') return `SELECT * FROM ${omitPublic(name)}`
  if (store === 'dynamodb') return `SELECT * FROM "${name}"`
  return /^\w+$/.test(name) ? `${name}.find({})` : `db[${JSON.stringify(name)}].find({})`
}
