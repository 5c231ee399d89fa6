import type { StoreName } from '../../core/store-name.js'
import type { Settings } from '../setting.js'
import { DYNAMODB_SETTINGS } from './dynamodb-settings.js'
import { MONGO_SETTINGS } from './mongo-settings.js'
import { POSTGRES_SETTINGS } from './postgres-settings.js'

/** The section of each store. */
export const STORE_SETTINGS = {
  postgres: POSTGRES_SETTINGS,
  dynamodb: DYNAMODB_SETTINGS,
  mongo: MONGO_SETTINGS,
} satisfies Readonly<Record<StoreName, Settings>>
