import { STORE_NAMES } from '../../core/store-name.js'
import { DRIVER_TYPES, formatProperty } from '../../stores/contracts/declared-type.js'
import { getStoreDriver } from '../../stores/registry.js'
import type { StoreType } from './read-types.js'

/** The types as the text of a TypeScript module. It depends on the types only. */
export function renderTypes(types: readonly StoreType[]): string {
  const parts = STORE_NAMES.map((store) => {
    const ofStore = types.filter((type) => type.store === store)
    return [`// ${getStoreDriver(store).title}`, ...ofStore.map(renderType)].join('\n\n')
  })
  const body = parts.join('\n\n')
  const imported = DRIVER_TYPES.filter((name) => new RegExp(`\\b${name}\\b`).test(body))
  return [
    '// Written by homemanager types from the live schemas. Do not edit.',
    ...(imported.length === 0 ? [] : [`import type { ${imported.join(', ')} } from 'mongodb'`]),
    `${body}\n`,
  ].join('\n\n')
}

function renderType({ name, source, properties }: StoreType): string {
  if (properties.length === 0) return `/** ${source} */\nexport type ${name} = Record<string, unknown>`
  const lines = properties.map((property) => `  ${formatProperty(property)}\n`)
  return `/** ${source} */\nexport interface ${name} {\n${lines.join('')}}`
}
