import { ADDON_NAMES, type AddonName } from '../core/addon-name.js'
import type { Addon } from './addon.js'
import { pgbouncerAddon } from './pgbouncer.js'
import { postgresReplicaAddon } from './postgres-replica.js'
import { redisAddon } from './redis.js'

const ADDONS_BY_NAME: Readonly<Record<AddonName, Addon>> = {
  redis: redisAddon,
  pgbouncer: pgbouncerAddon,
  'postgres-replica': postgresReplicaAddon,
}

/** All add-ons, in display order. */
export const ADDONS: readonly Addon[] = ADDON_NAMES.map(getAddon)

export function getAddon(name: AddonName): Addon {
  return ADDONS_BY_NAME[name]
}
