import type { StoreName } from '../../core/store-name.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { EngineRecord } from '../provider.js'

/** Where the configuration has the address of a store, and how to build its engine record. */
interface ExternalStore {
  readonly setting: string
  readonly variable: string
  readonly defaultPort: number
  getUrl(config: ResolvedConfig): string | undefined
  toRecord(config: ResolvedConfig, url: string, fields: Pick<EngineRecord, 'port' | 'engine'>): EngineRecord
}

export const EXTERNAL_STORES: Readonly<Record<StoreName, ExternalStore>> = {
  postgres: {
    setting: 'postgres.url',
    variable: 'HOMEMANAGER_POSTGRES_URL',
    defaultPort: 5432,
    getUrl: ({ postgres }) => postgres.url,
    toRecord: ({ postgres }, url, fields) => ({
      store: 'postgres',
      endpoint: { url, ...(postgres.poolUrl === undefined ? {} : { poolUrl: postgres.poolUrl }) },
      ...fields,
    }),
  },
  dynamodb: {
    setting: 'dynamodb.endpoint',
    variable: 'HOMEMANAGER_DYNAMODB_ENDPOINT',
    defaultPort: 80,
    getUrl: ({ dynamodb }) => dynamodb.endpoint,
    toRecord: ({ dynamodb: { region, table, accessKeyId, secretAccessKey } }, endpoint, fields) => ({
      store: 'dynamodb',
      endpoint: { endpoint, region, table, accessKeyId, secretAccessKey },
      ...fields,
    }),
  },
  mongo: {
    setting: 'mongo.url',
    variable: 'HOMEMANAGER_MONGO_URL',
    defaultPort: 27017,
    getUrl: ({ mongo }) => mongo.url,
    toRecord: (_config, url, fields) => ({ store: 'mongo', endpoint: { url }, ...fields }),
  },
}
