import type { AddonName } from '../../core/addon-name.js'
import { integer } from '../../core/schema.js'
import type { ServiceName } from '../../core/service-name.js'
import type { StoreName } from '../../core/store-name.js'
import { type DefaultedSetting, defaultedSetting, type VariableName } from '../setting.js'

export type PortName = StoreName | ServiceName | 'gateway' | AddonName

export const PORTS: Readonly<Record<PortName, DefaultedSetting<number>>> = {
  postgres: port(5432, 'HOMEMANAGER_POSTGRES_PORT'),
  dynamodb: port(8000, 'HOMEMANAGER_DYNAMODB_PORT'),
  mongo: port(27017, 'HOMEMANAGER_MONGO_PORT'),
  gateway: port(4000, 'HOMEMANAGER_GATEWAY_PORT'),
  identity: port(4001, 'HOMEMANAGER_IDENTITY_PORT'),
  todo: port(4002, 'HOMEMANAGER_TODO_PORT'),
  budget: port(4003, 'HOMEMANAGER_BUDGET_PORT'),
  redis: port(6379, 'HOMEMANAGER_REDIS_PORT'),
  pgbouncer: port(6432, 'HOMEMANAGER_PGBOUNCER_PORT'),
  'postgres-replica': port(5433, 'HOMEMANAGER_POSTGRES_REPLICA_PORT'),
}

function port(defaultPort: number, variable: VariableName): DefaultedSetting<number> {
  const description = 'Pinned port on 127.0.0.1. If another process uses it, homemanager up fails.'
  return defaultedSetting(defaultPort, integer({ minimum: 1, maximum: 65_535, description }), variable)
}
